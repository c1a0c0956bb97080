"""The pages of help: `resources/help/*.html` with what the program fills in, and the search over them."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from html import escape, unescape

from dreampower_sms import paths
from dreampower_sms.services.help_search import KEYS_HERE, Found, HelpIndex, KeyRow, Section, sections

FEES_HERE = "<!-- fees -->"
INDEX = "index"
_TITLE = re.compile("<title>(.+?)</title>")


class HelpLibrary:
    """All pages. The index is made when somebody searches for the first time (some 60 ms for 40 pages)."""

    def __init__(self, key_rows: Callable[[str], Sequence[KeyRow]]) -> None:
        self._key_rows = key_rows

    def html(self, page: str, fees: str = "") -> str:
        """A page with the keys of its screen, and the fees where it shows them. Raises `ResourceMissingError`."""
        return self._source(page).replace(KEYS_HERE, keys_table(self._key_rows(page))).replace(FEES_HERE, fees)

    def title(self, page: str) -> str:
        """The heading of a page. Raises `ResourceMissingError`."""
        found = _TITLE.search(self._source(page))
        return unescape(found[1]) if found else page

    def section(self, page: str, anchor: str) -> int:
        """Which heading of the page has this anchor; 0, its beginning, when none has."""
        return next((each.number for each in self._cut(page) if anchor and each.anchor == anchor), 0)

    def find(self, question: str, most: int | None = None) -> Sequence[Found]:
        """At most `most` places that answer `question`, the best first."""
        return self._index.find(question, most)

    @cached_property
    def _index(self) -> HelpIndex:
        names = sorted(path.stem for path in paths.resource("help").glob("*.html"))
        return HelpIndex({name: self._cut(name) for name in names if name != INDEX})  # which only repeats titles

    def _cut(self, page: str) -> Sequence[Section]:
        return sections(page, self._source(page), self._key_rows(page))

    @staticmethod
    def _source(page: str) -> str:
        return paths.resource(f"help/{page}.html").read_text(encoding="utf-8")


def keys_table(rows: Sequence[KeyRow]) -> str:
    """F-keys as a table of a page, "" when there are none."""
    cells = "".join(
        f"<tr><td><b>F{number}</b>&nbsp;</td><td>{escape(label)}&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"
        for number, label, what in rows
    )
    return f"<table>{cells}</table>" if cells else ""
