"""Search in the help: pages cut at their headings, found by words, the best place first.

A question is words. Where nothing holds all of them it may be a sentence: then its kanji, katakana and Latin words are
looked for. A place must hold every word, in its own text or in the title of its page. Where no place does, a page that
holds all of them in different places is found by the one that holds most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from dreampower_sms.domain.hits import hits, kernels_of, places, words_of
from dreampower_sms.domain.text import search_key

KEYS_HERE = "<!-- keys -->"
"""Where a page shows the table of its screen's keys."""

_TITLE, _NAME, _HEADING, _KEYS, _BODY, _REPEATED = 16.0, 12.0, 8.0, 3.0, 1.0, 0.1
"""What a word is worth by where it stands: title of the page, its keywords, a heading, the table of keys, the text;
and a further time in the text, up to `_MANY` times."""
_MANY = 5
_SCATTERED = 0.1
"""Share of its worth that is left to a place that holds only some of the words."""
_SNIPPET = 64
_LEAD = 24
"""Characters of a snippet, and how many of them stand before the first hit."""
_HEADINGS = ("h1", "h2", "h3")
_APART = frozenset({"p", "li", "td", "th", "tr", "br", "blockquote", "ul", "ol", "table"})

KeyRow = tuple[int, str, str]
"""Number, label and sentence of one F-key."""


@dataclass(slots=True)
class Section:
    """What stands below one heading, up to the next."""

    page: str
    title: str
    number: int
    """Which heading of the page it is, 0 the title itself."""
    heading: str = ""
    anchor: str = ""
    text: str = ""
    keys: str = ""
    keywords: str = ""
    folded: dict[str, str] = field(default_factory=dict[str, str])
    """`title`, `heading`, … as search keys."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place in the help that answers a question."""

    page: str
    title: str
    heading: str
    """"" for the beginning of the page."""
    section: int
    """Which heading of the page it is, 0 the title itself."""
    snippet: str
    marks: Sequence[tuple[int, int]]
    """Where in `snippet` the words stand."""
    words: Sequence[str]
    """What was looked for, as search keys."""


def sections(name: str, html: str, keys: Sequence[KeyRow] = ()) -> Sequence[Section]:
    """The page `name` cut at its headings, with the table of keys where it will stand."""
    reader = _Reader(name, keys)
    reader.feed(html)
    reader.close()
    return reader.sections


class HelpIndex:
    """All places of the help, ready to be searched."""

    def __init__(self, pages: Mapping[str, Sequence[Section]]) -> None:
        self._sections = [section for found in pages.values() for section in found]
        for section in self._sections:
            section.folded = {
                "title": search_key(section.title),
                "heading": search_key(section.heading),
                "keys": search_key(section.keys),
                "text": search_key(section.text),
                "keywords": search_key(section.keywords),
            }

    def find(self, question: str, most: int | None = None) -> Sequence[Found]:
        """At most `most` places that answer `question`, the best first. Nothing for a question without letters."""
        for words in filter(None, (words_of(question), *kernels_of(question))):
            if best := self._places(words):
                return [_found(section, words) for section in best[:most]]
        return ()

    def _places(self, words: Sequence[str]) -> Sequence[Section]:
        scored = [(_score(section, words), section) for section in self._sections]
        whole = [(sum(worth), section) for worth, section in scored if all(worth) and max(worth) >= _BODY]
        whole = whole or _scattered(scored, len(words))
        whole.sort(key=lambda pair: -pair[0])  # places worth the same stay in the order of the pages
        return [section for _, section in whole]


def _score(section: Section, words: Iterable[str]) -> Sequence[float]:
    """What each word is worth in this place. That a page is about it makes a place of it count, but little."""
    folded = section.folded
    at_top = section.number == 0
    found: list[float] = []
    for word in words:
        in_title = _holds(folded["title"], word)
        worth = 0.5 * in_title
        for there, value in (
            (in_title and at_top, _TITLE * (2 if folded["title"] == word else 1)),
            (_holds(folded["keywords"], word), _NAME),
            (not at_top and _holds(folded["heading"], word), _HEADING),
            (_holds(folded["keys"], word), _KEYS),
            (_holds(folded["text"], word), _BODY),
        ):
            worth = max(worth, value * there)
        times = sum(1 for _ in places(word, folded["text"])) if worth else 0
        found.append(worth + _REPEATED * min(_MANY, times))
    return found


def _holds(key: str, word: str) -> bool:
    return next(places(word, key), None) is not None


def _scattered(scored: Sequence[tuple[Sequence[float], Section]], words: int) -> list[tuple[float, Section]]:
    """For each page that holds all words somewhere, its place that is worth most."""
    pages: dict[str, list[tuple[Sequence[float], Section]]] = {}
    for worth, section in scored:
        pages.setdefault(section.page, []).append((worth, section))
    return [
        max(((_SCATTERED * sum(worth), section) for worth, section in places_of), key=lambda pair: pair[0])
        for places_of in pages.values()
        if all(any(worth[word] for worth, _ in places_of) for word in range(words))
    ]


def _found(section: Section, words: Sequence[str]) -> Found:
    text, marks = section.text, hits(section.text, words)
    if not marks and (in_keys := hits(section.keys, words)):
        text, marks = section.keys, in_keys
    begin = _sentence(text, marks[0][0]) if marks else 0
    cut = text[begin : begin + _SNIPPET]
    lead, tail = ("…" if begin else ""), ("…" if begin + _SNIPPET < len(text) else "")
    shift = len(lead) - begin
    return Found(
        page=section.page,
        title=section.title,
        heading=section.heading if section.number else "",
        section=section.number,
        snippet=f"{lead}{cut}{tail}",
        words=words,
        marks=[(a + shift, min(b, begin + _SNIPPET) + shift) for a, b in marks if a < begin + _SNIPPET],
    )


def _sentence(text: str, at: int) -> int:
    """Where a snippet begins for a hit `at`: with its sentence, or a few characters before it."""
    near = max(0, at - _LEAD)
    begin = text.rfind("。", near, at) + 1
    return begin + (len(text[begin:]) - len(text[begin:].lstrip())) if begin else near


class _Reader(HTMLParser):
    """Reads one page. Tags count as spaces between words, never between letters of one."""

    def __init__(self, page: str, keys: Sequence[KeyRow]) -> None:
        super().__init__()
        self.sections = [Section(page, "", 0)]
        self._keys = keys
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        last = self.sections[-1]
        if tag in _HEADINGS:
            self._inside = tag
            if tag != "h1":
                self.sections.append(Section(last.page, last.title, last.number + 1, anchor=values.get("id") or ""))
        elif tag == "title":
            self._inside = tag
        elif tag == "meta" and values.get("name") == "keywords":
            last.keywords = values.get("content") or ""
        elif tag in _APART:
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        last = self.sections[-1]
        if self._inside == "title":
            last.title += data
        elif self._inside:
            last.heading += data
        else:
            self._write(data.replace("\n", " "))

    def handle_comment(self, data: str) -> None:
        if f"<!--{data}-->" == KEYS_HERE:
            rows = (f"F{number} {label}：{what}" for number, label, what in self._keys)
            self.sections[-1].keys = "　".join(rows)

    def _write(self, text: str) -> None:
        last = self.sections[-1]
        last.text = f"{last.text}{text}".lstrip() if not last.text.endswith(" ") else f"{last.text}{text.lstrip(' ')}"
