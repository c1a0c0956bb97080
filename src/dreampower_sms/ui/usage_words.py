"""How the lines of 利用明細 are called on the screen, on paper and in a file."""

from decimal import Decimal

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.usage import By, UsageLine, UsageStatement
from dreampower_sms.ui import show
from dreampower_sms.ui.wording.sending import PURPOSES

BY = {By.TIER: "料金区分", By.PURPOSE: "目的", By.CLERK: "担当", By.JOB: "送信ジョブ", By.MONTH: "月"}
PRACTICE = "練習の契約です。料金はかかりません。金額は、本番で送ったときの目安です。"
ESTIMATE = (
    "料金は見込み（税別）です。送信サービスから請求の通数が届いたものは、それに合わせています。"
    "消費税は 1 か月の合計に対して計算します。"
)
DAMAGED = (
    "この契約の料金表に誤りがあるため、請求の通数に合わせる料金は標準の料金表で計算しています。"
    "料金表は「会社情報マスタ（初期設定）」の F7（設定2）で直してください。"
)


def name(by: By, line: UsageLine) -> str:
    """What a line stands for."""
    match by:
        case By.TIER:
            return f"区分 {line.key}"
        case By.PURPOSE:
            return PURPOSES[Purpose(line.key)]
        case By.CLERK:
            return line.key or "（担当なし）"
        case By.JOB:
            return f"{job_title(line)}　{show.short_moment(line.at)}" if line.key else job_title(line)
        case By.MONTH:
            year, month = line.key.split("-")
            return f"{year}年{int(month)}月"


def job_title(line: UsageLine) -> str:
    """A job without the moment that tells it from others of its name."""
    return "1 通ずつの送信" if not line.key else line.title or "（タイトルなし）"


def note(statement: UsageStatement) -> str:
    """How the figures are to be read."""
    words = PRACTICE if statement.practice else ESTIMATE
    return f"{DAMAGED}{words}" if statement.damaged else words


def limits(statement: UsageStatement) -> list[tuple[str, int]]:
    """What the months of the contract are held against, each by its name, in yen. The shop's budget only where no
    other contract shares it.
    """
    named = (("契約の限度", statement.budget), ("お店全体の予算", 0 if statement.elsewhere else statement.shop_budget))
    return [(name, yen) for name, yen in named if yen]


def shared(statement: UsageStatement) -> str:
    """The month of all contracts together against the shop's budget, where there are several; else nothing."""
    if not statement.elsewhere:
        return ""
    whole, yen = statement.of_shop, statement.shop_budget
    return f"{show.yen(whole)}（予算 {yen:,}円の {whole / yen * 100:.0f} %）"


def share(line: UsageLine, whole: Decimal) -> str:
    """The part of the month's price, in percent."""
    return f"{line.price / whole * 100:.1f} %" if whole else "―"


def summary(statement: UsageStatement) -> str:
    """One month in a line."""
    month = statement.month
    words = [
        f"{month.first.year}年{month.first.month}月",
        f"{month.line.messages:,} 件",
        f"料金 {show.yen(month.bill.net)}",
        f"消費税（{month.bill.percent.normalize():f} %） {show.yen(month.bill.tax)}",
        f"税込 {show.yen(month.bill.total)}",
    ]
    if month.line.unknown:
        words.append(f"うち結果不明 {month.line.unknown:,} 件")
    words += [f"{name} {yen:,}円の {month.bill.net / yen * 100:.0f} %" for name, yen in limits(statement)]
    if together := shared(statement):
        words.append(f"お店全体 {together}")
    return "　".join(words)
