"""The parts of a 送信案内書 that a customer takes home."""

from collections.abc import Sequence

import segno

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.leaflet import LeafletChoices, LeafletText, uri
from dreampower_sms.ui.printing.marks import Box, Frame, Rule, Squares
from dreampower_sms.ui.printing.paper import Type, mm
from dreampower_sms.ui.printing.stack import Block
from dreampower_sms.ui.wording import leaflet as words

_GREY = 236
_QR = 25
"""Side of the QR code in millimetres, times the factor: at least 19 mm at the smallest, which phones read."""
_SAID = 8.0
"""Points of what the code says, times the factor."""
_QUIET = 4
"""White modules around a QR code (ISO/IEC 18004)."""


def shop_of(company: Company) -> str:
    """The name that customers know."""
    return company.name or company.formal_name


def info_blocks(text: LeafletText, factor: float, width: float) -> Sequence[Block]:
    """Title, what an SMS is, what it is for, from whom, how to stop it."""
    shop, choices, company = shop_of(text.company), text.choices, text.company
    sender = [words.SENDER_NAME.format(shop=shop)]
    if choices.sender:
        sender.append(words.SENDER_SHOWN.format(sender=choices.sender))
    sender.append(words.SENDER_SAFE)
    stop = words.STOP_HOW.format(phone=company.phone)
    contact = company.opt_out_contact.strip()
    if contact and contact != company.phone:
        stop += words.STOP_ELSEWHERE.format(contact=contact)
    blocks = [
        _title(shop, factor, width),
        _part(*words.WHAT, factor, width),
        _uses(choices, factor, width),
        _part(words.SENDER, "".join(sender), factor, width),
        _part(words.STOP, stop, factor, width),
        _part(*words.USED_ONLY, factor, width),
    ]
    if choices.sentence.strip():
        blocks.append(_own(choices.sentence.strip(), factor, width))
    return blocks


def contact_block(text: LeafletText, factor: float, width: float) -> Block:
    """The shop, and the QR code with what it says below it."""
    company, target = text.company, text.choices.chosen_target()
    pad, said = mm(2.5) * factor, uri(target, company)
    inner = Block(width - 2 * pad)
    side = 0.0
    if said:
        code = _code(said, words.QR_CAPTIONS[target], factor)
        inner.put(code, inner.width - code.width, 0)
        side = code.width + mm(4) * factor
    shop = Block(inner.width - side)
    shop.text(words.ASK, Type(9 * factor))
    shop.text(company.formal_name or company.name, Type(13 * factor, bold=True))
    if company.address:
        shop.text(company.address, Type(10 * factor))
    shop.text(words.PHONE.format(phone=company.phone), Type(14 * factor, bold=True))
    if company.url and company.url != said:
        shop.text(company.url, Type(9 * factor))
    inner.put(shop, 0, max((inner.height - shop.height) / 2, 0))
    if said and not _fits_below(said, factor):
        inner.space(mm(1) * factor)
        inner.text(words.QR_SAYS.format(uri=said), Type(_SAID * factor))
    return inner.framed(pad, 16)


def _title(shop: str, factor: float, width: float) -> Block:
    pad = mm(2.2) * factor
    inner = Block(width - 2 * pad)
    large = Type(_fitting(words.TITLE, 19 * factor, inner.width), bold=True)
    for line in words.TITLE:
        inner.line(line, large, at=0.5)
    block = inner.framed(pad, 0, _GREY)
    block.add(Rule(0, 0, width, 0, 40))
    block.add(Rule(0, block.height, width, block.height, 40))
    block.space(mm(3) * factor)
    block.text(words.LEAD.format(shop=shop), Type(12 * factor, bold=True))
    return block


def _fitting(lines: Sequence[str], points: float, width: float) -> float:
    widest = max(Type(points, bold=True).metrics.horizontalAdvance(line) for line in lines)
    return points if widest <= width else points * width / widest * 0.99


def _heading(block: Block, title: str, factor: float) -> float:
    """The heading with its bar; returns where the text below begins at the left."""
    head, bar = Type(12.5 * factor, bold=True), mm(1.6) * factor
    block.add(Frame(Box(0, head.line * 0.16, bar, head.line * 0.68), 0, 0))
    left = bar + mm(2) * factor
    block.text(title, head, left)
    return left


def _part(title: str, text: str, factor: float, width: float) -> Block:
    block = Block(width)
    left = _heading(block, title, factor)
    block.text(text, Type(11 * factor), left)
    return block


def _uses(choices: LeafletChoices, factor: float, width: float) -> Block:
    """In two columns, each behind a tick."""
    block, kind = Block(width), Type(11.5 * factor, bold=True)
    left = _heading(block, words.USED_FOR, factor)
    half, tick = (width - left) / 2, kind.line * 0.95
    top = row = 0.0
    for number, use in enumerate(choices.chosen_uses()):
        x = left + half * (number % 2)
        if number % 2 == 0:
            top, row = block.height, 0.0
        cell = Block(half - tick - mm(1.5) * factor)
        cell.text(words.USES[use], kind)
        _tick(block, x, top, kind.line)
        block.put(cell, x + tick, top)
        row = max(row, cell.height)
        block.height = top + row
    return block


def _tick(block: Block, left: float, top: float, size: float) -> None:
    x, y, unit = left, top + size * 0.5, size * 0.2
    block.add(Rule(x + unit * 0.5, y, x + unit * 1.5, y + unit, 28))
    block.add(Rule(x + unit * 1.4, y + unit, x + unit * 3.3, y - unit * 1.1, 28))


def _own(sentence: str, factor: float, width: float) -> Block:
    pad = mm(2.5) * factor
    inner = Block(width - 2 * pad)
    inner.text(words.OWN, Type(9 * factor, bold=True))
    inner.text(sentence, Type(11 * factor))
    return inner.framed(pad, 8)


def _code(said: str, caption: str, factor: float) -> Block:
    """A QR code with its quiet zone, a caption above and its content below, which nobody has to trust blindly."""
    side = mm(_QR) * factor
    small, bold = Type(_SAID * factor), Type(8.5 * factor, bold=True)
    below = small.metrics.horizontalAdvance(said) + 1 if _fits_below(said, factor) else 0
    width = max(side, bold.metrics.horizontalAdvance(caption) + 1, below)
    block = Block(width)
    block.line(caption, bold, at=0.5)
    made = segno.make(said, error="m", micro=False)
    rows = tuple(bytes(row) for row in made.matrix_iter(border=_QUIET))
    block.add(Squares(Box((width - side) / 2, block.height, side, side), rows))
    block.height += side
    if below:
        block.line(said, small, at=0.5)
    return block


def _fits_below(said: str, factor: float) -> bool:
    """Whether the content of the code stands below it in one line; else it goes below everything."""
    return Type(_SAID * factor).metrics.horizontalAdvance(said) <= mm(_QR) * factor * 1.4
