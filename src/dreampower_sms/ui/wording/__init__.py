"""Codes become Japanese sentences here and nowhere else.

A sentence says what happened and what to do about it. Its places:

    {text}             a detail of the error
    {position:from1}   a place that is counted from 0 below the screens
    {at:moment}        a moment in ISO 8601, shown on a clock in Japan
    [「{text}」は]       left out when the detail in it is not given: lists keep codes without details

The tables are parted by area only to stay readable; a code stands in exactly one of them (a test holds it).
"""

import re
import string
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.ui.wording import (
    bulk,
    bulk_change,
    consent,
    contracts,
    data,
    exporting,
    gateways,
    importing,
    leaflet,
    mediasms,
    people,
    reconciling,
    searching,
    sending,
    shop,
    templates,
    texts,
    twilio,
)

TABLES: tuple[Mapping[str, str], ...] = (
    data.SENTENCES,
    sending.SENTENCES,
    texts.SENTENCES,
    templates.SENTENCES,
    searching.SENTENCES,
    importing.SENTENCES,
    people.SENTENCES,
    reconciling.SENTENCES,
    bulk.SENTENCES,
    bulk_change.SENTENCES,
    consent.SENTENCES,
    contracts.SENTENCES,
    exporting.SENTENCES,
    gateways.SENTENCES,
    leaflet.SENTENCES,
    shop.SENTENCES,
    mediasms.SENTENCES,
    twilio.SENTENCES,
)
_ALL = {code: text for table in TABLES for code, text in table.items()}
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


class _Words(string.Formatter):
    """Fills a sentence in. A detail that an error did not give leaves its place empty: no error over an error."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "")

    def format_field(self, value: Any, format_spec: str) -> str:
        match format_spec:
            case "from1" if str(value).isdecimal():
                return str(int(value) + 1)
            case "moment":
                return _moment(str(value))
            case _:
                return str(value)


_WORDS = _Words()


def has(code: str) -> bool:
    """Whether a code has a sentence of its own."""
    return code in _ALL


def sentence(code: str, **details: str) -> str:
    """The Japanese sentence of a code; one that has none is shown with the code, so that support can find it."""
    template = _ALL.get(code)
    if template is None:
        return f"{_ALL['unexpected']}（{code}）"
    given = {name for name, value in details.items() if value}
    template = _OPTIONAL.sub(lambda part: part[1] if places(part[1]) <= given else "", template)
    return _WORDS.format(template, **details)


def explain(error: BaseException) -> tuple[str, bool]:
    """The sentence of an error, and whether it is one that the program knows."""
    if isinstance(error, DreamPowerError) and has(error.code):
        return sentence(error.code, **error.details), True
    return f"{_ALL['unexpected']}（{type(error).__name__}）", False


def places(text: str) -> set[str]:
    """The names of the details that a sentence takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def needed(code: str) -> set[str]:
    """The names of the details without which the sentence of `code` would have a gap."""
    return places(_OPTIONAL.sub("", _ALL[code]))


def _moment(text: str) -> str:
    try:
        return f"{in_japan(datetime.fromisoformat(text)):%m/%d %H:%M}"
    except ValueError:
        return text  # a screen has formatted it already
