"""What a clerk should know of a template before keeping it: what is wrong, what may surprise a customer.

An error belongs to a place and keeps the template from being saved. Advice does not: the manual (chapter 9)
and 特定電子メール法 say what makes a text welcome and lawful, and a shop may know better. Whether one message may be
sent is decided elsewhere (`sendable.why_not_sendable`), for one recipient at a time.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dreampower_sms.domain.characters import Trouble, Why, is_blank, normalise_text, troubles
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.entering import Problem
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.rules import STOP_WORDS
from dreampower_sms.domain.templates import Template, examine

LONGEST_NAME = 60
"""Characters of a template's name."""
LONGEST_BODY = 2000
"""Characters of a template's source: three times what any gateway sends, so that only a slip is refused."""
_NAMES_OF_SHOP = frozenset({"自社名", "自社正式名称"})
_NUMBERS = frozenset({"自社電話", "電話番号", "携帯番号"})
_NUMBER = re.compile(r"(?<!\d)0\d{1,4}[-‐‑–−ー()\s]{0,2}\d{1,4}[-‐‑–−ー()\s]{0,2}\d{3,4}(?!\d)")
_ABROAD = re.compile(r"\+81[-‐‑–−ー\s]{0,2}(?:\(0\)|0)?[-‐‑–−ー\s]{0,2}(?=[1-9])")
"""What stands before a number of Japan in place of its 0: "+81 90…" and "+81 (0)90…"."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What a file of JSON can hold and no database takes: NUL, and half of a character."""
_DIGITS_OF_NUMBER = (10, 11)


class Advice(StrEnum):
    """What a clerk may set aside."""

    COMPANY = "advice_company"
    """The first line does not say who writes (manual chapter 9 b)."""
    PHONE = "advice_phone"
    """Some phones warn of a message with a phone number (the same)."""
    FORMAL_NAME = "advice_formal_name"
    """An advertisement does not name who is responsible (特定電子メール法 4条)."""
    STOP = "advice_stop"
    """… nor how to refuse it (the same)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know. Codes: those of `templates.Fault`, of `Advice` and of `characters.Why`."""

    code: str
    index: int = 0
    """Where it begins in the source, in code points …"""
    length: int = 0
    """… and how far it reaches; 0: it is about the text as a whole."""
    is_error: bool = False
    details: Mapping[str, str] = field(default_factory=dict[str, str])
    trouble: Trouble | None = None
    """The character that may not arrive, with its proposal."""


def proofread(text: str, purpose: Purpose, company: Company, charset: str = "cp932") -> tuple[Remark, ...]:
    """Read the source of a template: errors in the order of the text, then advice. An empty text has neither."""
    if is_blank(text):
        return ()
    template, faults = examine(text)
    errors = [
        Remark(
            fault.code,
            fault.index,
            fault.length,
            is_error=True,
            details={"position": str(fault.index), "field": fault.field},
        )
        for fault in faults
    ]
    advice = [Remark(one.value) for one in _advice(template, purpose, company)]
    return (*errors, *advice, *(_of_character(one) for one in _troubles(text, charset)))


def problems(values: Mapping[str, Any]) -> dict[str, Problem]:
    """What keeps a template from being saved, by field (``name``, ``body``)."""
    name, body = str(values["name"]).strip(), str(values["body"])
    wrong: dict[str, Problem] = {}
    if not name:
        wrong["name"] = Problem("template_nameless")
    elif len(name) > LONGEST_NAME:
        wrong["name"] = _too_long(name, LONGEST_NAME)
    faults = examine(body)[1]
    for field_, text in (("name", name), ("body", body)):
        if unstorable := _UNSTORABLE.search(text):
            wrong[field_] = Problem(Why.CONTROL.code, {"place": str(unstorable.start() + 1)})
    if "body" in wrong:
        return wrong
    if is_blank(body):
        wrong["body"] = Problem("template_empty")
    elif len(body) > LONGEST_BODY:
        wrong["body"] = _too_long(body, LONGEST_BODY)
    elif faults:
        first = faults[0]
        wrong["body"] = Problem(first.code, {"position": str(first.index), "field": first.field})
    return wrong


def _advice(template: Template, purpose: Purpose, company: Company) -> list[Advice]:
    literal = "".join(part if isinstance(part, str) else part.fallback for part in template.parts)
    fields = {slot.name for slot in template.slots}
    found: list[Advice] = []
    if not _names_the_shop(template, company):
        found.append(Advice.COMPANY)
    if purpose.advertising:
        if "自社正式名称" not in fields and not (company.formal_name and company.formal_name in literal):
            found.append(Advice.FORMAL_NAME)
        if not any(word in literal for word in STOP_WORDS):
            found.append(Advice.STOP)
    refuse = company.opt_out_contact if "配信停止先" in fields else ""  # a number, or an address or a URL
    if fields & _NUMBERS or _has_number(literal) or _has_number(refuse):
        found.append(Advice.PHONE)
    return found


def _names_the_shop(template: Template, company: Company) -> bool:
    """Whether the first line with anything in it says who writes."""
    line = next((each for each in template.source.splitlines() if not is_blank(each)), "")
    first, _faults = examine(line)
    names = [name for name in (company.name, company.formal_name) if name]
    return any(slot.name in _NAMES_OF_SHOP for slot in first.slots) or any(name in line for name in names)


def _has_number(literal: str) -> bool:
    plain = _ABROAD.sub("0", unicodedata.normalize("NFKC", literal))
    digits = (sum(char.isdecimal() for char in found[0]) for found in _NUMBER.finditer(plain))
    return any(count in _DIGITS_OF_NUMBER for count in digits)


def _troubles(text: str, charset: str) -> list[Trouble]:
    """Those that saving doesn't mend by itself (letters that came in pieces)."""
    return [one for one in troubles(text, charset) if troubles(normalise_text(one.char), charset)]


def _of_character(one: Trouble) -> Remark:
    return Remark(one.why.code, one.index, len(one.char), trouble=one)


def _too_long(text: str, limit: int) -> Problem:
    return Problem("text_too_long", {"over": str(len(text) - limit), "limit": str(limit)})
