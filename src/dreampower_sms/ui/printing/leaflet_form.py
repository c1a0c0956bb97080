"""The part of a 送信案内書 that a customer fills in and signs, and that the shop keeps."""

from dataclasses import replace

from dreampower_sms.domain.leaflet import LeafletText
from dreampower_sms.ui.printing.flow import broken
from dreampower_sms.ui.printing.marks import Box, Frame, Rule, Words
from dreampower_sms.ui.printing.paper import Paper, Type, mm
from dreampower_sms.ui.printing.stack import Block
from dreampower_sms.ui.wording import leaflet as words

_LEFT = 0.56
"""Share of the width of the left one of two blanks that stand beside each other."""
_BLANK = mm(9.5)
_GROUPS = (3, 4, 4)
"""Digits of a mobile number between its hyphens."""


def form_block(text: LeafletText, factor: float, width: float, blank: float = _BLANK) -> Block:
    """What is agreed to, tick box, name, number, signature, date, who took it; `blank` is the height of a line."""
    block = _begun(text, factor, width)
    block.put(_agreed(text, factor, width), 0, block.height)
    block.space(mm(2) * factor)
    _agree(block, factor)
    block.space(mm(2) * factor)
    label = max(
        Type(10.5 * factor, bold=True).metrics.horizontalAdvance(name)
        for name in (words.OWNER, words.MOBILE, words.SIGNED, words.DAY, words.TAKEN_BY)
    )
    label += mm(3) * factor
    _number(block, label, factor)
    pairs = (
        ((words.OWNER, words.HONORIFIC), (words.SIGNED, "")),
        ((words.DAY, words.DATE), (words.TAKEN_BY, "")),
    )
    date = Type(10.5 * factor).metrics.horizontalAdvance(words.DATE)
    beside = width * _LEFT - label - mm(4) * factor >= date + mm(4) * factor
    for (name, within), (other, _) in pairs:
        top = block.height
        _blank(block, name, (0, width * _LEFT - mm(4) * factor if beside else width), label, factor, blank, within)
        if beside:
            block.height = top
        _blank(block, other, (width * _LEFT if beside else 0, width), label, factor, blank)
    block.space(mm(2) * factor)
    block.text(words.KEPT, Type(9 * factor))
    return block


def form_blocks(text: LeafletText, factor: float, on: Paper) -> list[Block]:
    """The form on as many pages as a text needs that was stored before there was a longest one. Its end stands above
    the signature.
    """
    pad, kind = _pad(factor), _kind(factor)
    lines = broken(text.consent, kind, on.width - 2 * pad)
    pages: list[Block] = []
    while True:
        last = form_block(replace(text, consent="\n".join(lines)), factor, on.width)
        if last.height <= on.height or len(lines) == 1:
            return [*pages, last]
        page = _begun(text, factor, on.width)
        most = min(int((on.height - page.height - 2 * pad) / kind.line), len(lines) - 1)
        part = Block(on.width - 2 * pad)
        for line in lines[:most]:
            part.line(line, kind)
        page.put(part.framed(pad, 8, 244), 0, page.height)
        pages.append(page)
        del lines[:most]


def _begun(text: LeafletText, factor: float, width: float) -> Block:
    """A page of the form: what it is, and to whom."""
    block = Block(width)
    block.line(words.FORM, Type(14 * factor, bold=True), at=0.5)
    company = text.company
    block.text(words.TO.format(shop=company.formal_name or company.name), Type(11 * factor, bold=True))
    block.space(mm(1) * factor)
    return block


def _pad(factor: float) -> float:
    """Room around what is agreed to."""
    return mm(2) * factor


def _kind(factor: float) -> Type:
    """The type of what is agreed to."""
    return Type(10.5 * factor)


def _agreed(text: LeafletText, factor: float, width: float) -> Block:
    pad = _pad(factor)
    inner = Block(width - 2 * pad)
    inner.text(text.consent, _kind(factor))
    uses = "、".join(words.USES[use] for use in text.choices.chosen_uses())
    inner.text(words.ABOUT.format(uses=uses), Type(10 * factor))
    return inner.framed(pad, 8, 244)


def _agree(block: Block, factor: float) -> None:
    kind = Type(12 * factor, bold=True)
    side = mm(6) * factor
    top = block.height
    height = max(side, kind.line)
    block.add(Frame(Box(0, top + (height - side) / 2, side, side), 24))
    left = side + mm(2.5) * factor
    block.add(Words(Box(left, top, block.width - left, height), words.AGREE, kind))
    block.height = top + height


def _number(block: Block, label: float, factor: float) -> None:
    """A box a digit, with hyphens where they are spoken."""
    name, hyphen = Type(10.5 * factor, bold=True), mm(4) * factor
    height = mm(9) * factor
    side = min((block.width - label - hyphen * (len(_GROUPS) - 1)) / sum(_GROUPS), height)
    top = block.height
    block.add(Words(Box(0, top, label, height), words.MOBILE, name))
    left = label
    for number, digits in enumerate(_GROUPS):
        if number:
            block.add(Rule(left + hyphen * 0.25, top + height / 2, left + hyphen * 0.75, top + height / 2, 24))
            left += hyphen
        for _ in range(digits):
            block.add(Frame(Box(left, top, side, height), 14))
            left += side
    block.height = top + height


def _blank(
    block: Block,
    name: str,
    sides: tuple[float, float],
    label: float,
    factor: float,
    blank: float,
    within: str = "",
) -> None:
    """A name with a line to write on, from left to right; `within` stands at the right end of the line."""
    left, right = sides
    kind, light = Type(10.5 * factor, bold=True), Type(10.5 * factor)
    height, top = blank * factor, block.height
    own = kind.metrics.horizontalAdvance(name) + mm(3) * factor if left else label
    foot = Box(left, top + height - kind.line, own, kind.line)
    block.add(Words(foot, name, kind))
    base = top + height
    block.add(Rule(left + own, base, right, base, 10))
    if within:
        block.add(Words(Box(left + own, base - light.line, right - left - own, light.line), within, light, 1.0))
    block.height = base
