"""What the command line says about an import."""

from collections.abc import Iterator, Sequence

from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.report import Counts, Progress
from dreampower_sms.ui.wording import sentence

_SHOWN = 40
"""Characters of a cell."""


def progress_line(progress: Progress) -> str:
    """How far it is."""
    return f"{progress.rows:,} / {progress.total:,} 行"


def count_lines(counts: Counts, *, dry: bool) -> Iterator[str]:
    """What became of the rows."""
    yield f"{'確認だけ（何も書き込んでいません）' if dry else '取込'}: {counts.rows:,} 行"
    yield f"  受入 {counts.accepted:,} 行、注意つき受入 {counts.warned:,} 行、拒否 {counts.refused:,} 行"
    yield (
        f"  顧客: 新規 {counts.customers_new:,}、更新 {counts.customers_changed:,}、"
        f"変更なし {counts.customers_unchanged:,}"
    )
    yield (
        f"  車両: 新規 {counts.vehicles_new:,}、更新 {counts.vehicles_changed:,}、"
        f"変更なし {counts.vehicles_unchanged:,}"
    )


def problem_lines(problems: Sequence[Problem], total: int) -> Iterator[str]:
    """Row, column, value and what to do, one line each; at last how many there are beside them."""
    for problem in problems:
        place = f"{problem.row} 行目" + (f"「{problem.column}」" if problem.column else "")
        value = " ".join(problem.value.split())[:_SHOWN]
        yield f"{place}{f'［{value}］' if value else ''}: {explain(problem)}"
    if total > len(problems):
        yield f"ほか {total - len(problems):,} 件"


def explain(problem: Problem) -> str:
    """The sentence of a problem."""
    return sentence(problem.code, **{"value": problem.value, **problem.details})


RESUMED = "前回の続きから取り込みました。"
STOPPED = "中止しました。同じ指定でもう一度実行すると、続きから取り込みます。"
STOPPED_DRY = "中止しました。"


def rejected_line(count: int, name: str) -> str:
    """Where the refused rows are."""
    return (
        f"拒否した {count:,} 行を {name} に書きました。直してから取り込んでください。"
        if count
        else "拒否した行はありません。"
    )
