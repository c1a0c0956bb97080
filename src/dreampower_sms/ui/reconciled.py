"""What 請求照合 shows of its pairs: the columns of the list, the sums and what to do."""

from dreampower_sms.domain.reconciling import Kind, Pair, Reconciled
from dreampower_sms.ui import show
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.usage_words import DAMAGED
from dreampower_sms.ui.wording.reconciling import ADVICE, KINDS

SAME = "差はありません。"
_NO_PRICES = "請求明細に円の金額がないため、料金は照合していません。宛先と通数だけを突き合わせました。"


def billed(pair: Pair) -> str:
    """The price on the bill, in its own money where that is not yen."""
    if pair.line is None:
        return ""
    return pair.line.foreign or show.yen(pair.line.price)


def when(pair: Pair) -> str:
    """When it was handed over; where only the bill tells and has no time, its day."""
    if pair.own is not None:
        return show.short_moment(pair.own.at)
    if pair.line is None:
        return ""
    return f"{pair.line.day:%y/%m/%d}" if pair.line.at is None and pair.line.day else show.short_moment(pair.line.at)


def number(pair: Pair) -> str:
    """To whom: as we have it, else as the bill has it."""
    return show.number(pair.own.e164 if pair.own else pair.line.e164 if pair.line else "")


def signed(pair: Pair) -> str:
    """What the bill has more, with its sign."""
    difference = pair.difference
    return f"{'+' if difference > 0 else ''}{show.yen(difference)}" if difference else ""


COLUMNS = (
    Column(
        "kind",
        "違い",
        lambda pair: KINDS[pair.kind],
        18,
        tone=lambda pair: "faint" if pair.kind is Kind.TOTAL else "bad",
    ),
    Column("row", "請求の行", lambda pair: f"{pair.line.row:,}" if pair.line else "", 7, RIGHT, firm=True),
    Column("at", "送信日時", when, 13, firm=True),
    Column("customer", "お客様", lambda pair: pair.own.name if pair.own else "", 12),
    Column("number", "携帯番号", number, 12, firm=True),
    Column("ours", "こちらの料金", lambda pair: show.yen(pair.own.price) if pair.own else "", 10, RIGHT, firm=True),
    Column("billed", "請求の料金", billed, 9, RIGHT, firm=True),
    Column("difference", "差額", signed, 8, RIGHT, firm=True),
)


def sums(found: Reconciled) -> str:
    """The whole bill in a few sentences."""
    return f"{_compared(found)}　{DAMAGED}" if found.damaged else _compared(found)


def _compared(found: Reconciled) -> str:
    count = f"違い {len(found.differing):,} 件" if found.differing else SAME
    if found.totals:
        count += f"　合計などの {len(found.totals):,} 行は入れていません。"
    if not found.priced and found.unpriced:
        return f"{_NO_PRICES}　{count}"
    difference = found.difference
    sign = "+" if difference > 0 else ""
    text = (
        f"請求 {show.yen(found.billed)}　こちらの記録 {show.yen(found.ours)}　差 {sign}{show.yen(difference)}　（税別）"
    )
    if found.unpriced:
        text += f"　円の金額がない {found.unpriced:,} 行は差に入れていません。"
    return f"{text}　{count}"


def advice(pair: Pair) -> str:
    """What to do about it, with the cell that can't be read."""
    line = pair.line
    if line is None or line.wrong is None:
        return ADVICE[pair.kind]
    header, text = line.wrong
    cell = f"「{header}」の「{text}」" if header else f"「{text}」"
    return f"{line.row:,} 行目の{cell}が読めません。{ADVICE[pair.kind]}"
