"""A list on paper: A4 landscape, title and headings on each page, page n/m."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QPageSize

from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import TITLE, Flow, Heading
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.paper import Paper, Type, mm, sheet

MOST_ROWS = 5_000
"""More would be a hundred and fifty pages: nobody reads them, and the preview keeps all of them in memory."""
_MARGIN_MM = 10
_ROWS = Type(9)
_SAMPLE = 500
"""Rows that the widths of the columns are made for. Longer texts further down are broken into lines."""
_LONGEST = 24
"""No column asks for the width of more characters."""


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """One column."""

    title: str
    right: bool = False
    """Its texts end at the right: figures."""


@dataclass(frozen=True, slots=True)
class PrintList:
    """What is printed."""

    title: str
    subtitle: str
    """Day, number of rows: below the title."""
    columns: Sequence[PrintColumn]
    rows: Sequence[Sequence[str]]


def list_document(content: PrintList) -> Document:
    """The list, on A4 landscape until another paper is chosen."""
    layout = sheet(QPageSize.PageSizeId.A4, _MARGIN_MM, landscape=True)
    return Document(content.title, partial(list_pages, content), layout)


def list_pages(content: PrintList, on: Paper) -> Sequence[Page]:
    """The pages: nothing is cut, a long text makes its row higher."""
    flow = Flow(on, f"{content.title}　{content.subtitle}")
    flow.text(content.title, TITLE)
    flow.text(content.subtitle)
    flow.space(mm(1))
    flow.table(list(_headings(content)), content.rows, _ROWS)
    return flow.finish()


def _headings(content: PrintList) -> Iterator[Heading]:
    """Each as wide as its longest text; the page makes them narrower or wider together."""
    longest = "あ" * _LONGEST
    most = _ROWS.metrics.horizontalAdvance(longest)
    for place, column in enumerate(content.columns):
        texts = {row[place] for row in content.rows[:_SAMPLE]}
        widest = max(texts, key=_ROWS.metrics.horizontalAdvance, default="") or "　"
        sample = longest if _ROWS.metrics.horizontalAdvance(widest) > most else widest
        yield Heading(column.title, sample, column.right)
