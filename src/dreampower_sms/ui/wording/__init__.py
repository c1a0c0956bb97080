"""Codes become Japanese sentences here and nowhere else.

A sentence says what happened and what to do about it. `{…}` takes a detail of the error. The tables are parted
by area only to stay readable; a code stands in exactly one of them (a test holds it).
"""

from collections.abc import Mapping

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.ui.wording import data, sending, texts

TABLES: tuple[Mapping[str, str], ...] = (data.SENTENCES, sending.SENTENCES, texts.SENTENCES)
_ALL = {code: text for table in TABLES for code, text in table.items()}


class _Kept(dict[str, str]):
    """A detail that an error did not give leaves its place empty instead of failing over an error message."""

    def __missing__(self, _key: str) -> str:
        return ""


def has(code: str) -> bool:
    """Whether a code has a sentence of its own."""
    return code in _ALL


def sentence(code: str, **details: str) -> str:
    """The Japanese sentence of a code; one that has none is shown with the code, so that support can find it."""
    template = _ALL.get(code)
    if template is None:
        return f"{_ALL['unexpected']}（{code}）"
    return template.format_map(_Kept(details))


def explain(error: BaseException) -> tuple[str, bool]:
    """The sentence of an error, and whether it is one that the program knows."""
    if isinstance(error, DreamPowerError) and has(error.code):
        return sentence(error.code, **error.details), True
    return f"{_ALL['unexpected']}（{type(error).__name__}）", False
