"""利用明細 of a month with its thirteen months over 1,000,000 messages of two years, beside the same in bare SQL.

A statement parts its month in every way at once; each way is held against bare SQL that makes the months and that way
alone, written by hand and run by the driver. Both come to the same sums or the benchmark ends. Of no message the
gateway told a count, as before its receipts come.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.figure import Figure, best
from benchmarks.history import BAR_MS, TIMES_RAW
from benchmarks.messages_dataset import NOON, shops
from dreampower_sms.db.contracts import PRACTICE
from dreampower_sms.domain.messages import BILLABLE
from dreampower_sms.domain.usage import By, UsageStatement, begins, first_of, month_after, months_to, sum_of
from dreampower_sms.services.usage import UsageStatements

_YEARS = 2
_THIS = first_of(NOON.date())
_EARLIER = month_after(_THIS, -5)
_SUMS = "count(*), sum(m.units), sum(m.price), count(CASE WHEN m.state = 'unknown' THEN 1 END)"
_BILLABLE = ", ".join(f"'{state}'" for state in sorted(BILLABLE))
_KEYS = {By.TIER: "m.tier", By.PURPOSE: "m.purpose", By.CLERK: "m.clerk"}


def run() -> Iterator[Figure]:
    """The statement by each way to part it, one whose chart ends later, and a month of the chart alone."""
    for name, database, connection in shops(_YEARS):
        yield from _figures(name, UsageStatements(database), connection)


def _figures(name: str, usage: UsageStatements, connection: Any) -> Iterator[Figure]:
    def raw(sql: str) -> tuple[float, list[Any]]:
        return best(lambda: connection.execute(sql).fetchall())

    months_ms, months = raw(_months(_THIS))
    ours_ms, ours = best(lambda: usage.statement(PRACTICE, _THIS))
    ended_ms, ended = best(lambda: usage.statement(PRACTICE, _EARLIER, end=_THIS))
    moved_ms, moved = best(lambda: usage.month(ours, _EARLIER))
    _same(months, ours)
    _same(months, ended)
    if moved.lines != ended.lines:
        problem = f"{name}: the month alone is not the month beside its year"
        raise ValueError(problem)
    slowest = 0.0
    for by in (*_KEYS, By.JOB):
        raw_ms, _ = raw(_lines(_THIS, by))
        against = f"{ours.month.line.messages:,} of {sum(m[1] for m in months):,} in 13 months; raw SQL"
        yield _figure(f"usage_{name}_{by}", ours_ms, months_ms + raw_ms, against)
        slowest = max(slowest, raw(_lines(_EARLIER, by))[0])
    count = f"{moved.month.line.messages:,} messages; raw SQL by job"
    yield _figure(f"usage_{name}_earlier_month", ended_ms, months_ms + slowest, f"with another end, {count}")
    yield _figure(f"usage_{name}_month_alone", moved_ms, slowest, count)


def _figure(name: str, ours_ms: float, raw_ms: float, against: str) -> Figure:
    return Figure(name, ours_ms, "ms", TIMES_RAW * raw_ms + BAR_MS, f"{against} {raw_ms:.1f} ms")


def _months(end: date) -> str:
    borders = [f"'{begins(each):%F %T.%f}'" for each in (*months_to(end), month_after(end))]
    whens = " ".join(f"WHEN m.posted_at < {border} THEN {place}" for place, border in enumerate(borders[1:]))
    return (
        f"SELECT CASE {whens} END AS place, {_SUMS} FROM messages m WHERE {_within(borders[0], borders[-1])}"
        " GROUP BY place ORDER BY place"
    )


def _lines(first: date, by: By) -> str:
    within = _within(*(f"'{begins(each):%F %T.%f}'" for each in (first, month_after(first))))
    if by is not By.JOB:
        return f"SELECT {_KEYS[by]}, {_SUMS} FROM messages m WHERE {within} GROUP BY 1"
    return (
        f"SELECT CASE WHEN j.kind = 'single' THEN '' ELSE m.job_id END AS job, max(j.title), {_SUMS} FROM messages m"
        f" JOIN send_jobs j ON j.id = m.job_id WHERE {within} GROUP BY job"
    )


def _within(since: str, until: str) -> str:
    return (
        f"m.contract_id = '{PRACTICE}' AND m.posted_at >= {since} AND m.posted_at < {until}"
        f" AND m.state IN ({_BILLABLE})"
    )


def _same(months: list[Any], ours: UsageStatement) -> None:
    """Raises ValueError unless the bare months are ours, and the month of the statement is its lines."""
    found = [(line.messages, line.units, line.price * 100) for line in (month.line for month in ours.months)]
    lines = {(sum_of(of).messages, sum_of(of).price) for by, of in ours.lines.items() if by is not By.MONTH}
    if [(count, units, Decimal(sen)) for _, count, units, sen, _ in months] != found or len(lines) != 1:
        problem = f"{found} here, {months} in the bare query, or the lines come to {lines}"
        raise ValueError(problem)
