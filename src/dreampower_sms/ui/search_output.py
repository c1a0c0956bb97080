"""The ticked rows of a search on their way out: to a file, to paper."""

from functools import partial

from PySide6.QtCore import QSettings

from dreampower_sms.services.free_search import FreeSearch, Stop
from dreampower_sms.services.search_table import search_table
from dreampower_sms.ui import show
from dreampower_sms.ui.columns import RIGHT
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.printing.list import PrintColumn, PrintList, list_document
from dreampower_sms.ui.search_cells import list_columns
from dreampower_sms.ui.search_result import ResultPanel


def export_ticked(screen: Screen, result: ResultPanel, search: FreeSearch, jobs: Jobs, settings: QSettings) -> None:
    """Offer the ticked rows with the CSV表示 items as a file."""
    asked, ids = result.asked, result.ticked_ids()
    make = partial(search_table, search, result.spec, asked.items, asked.exported, ids, result.heading)
    offer_export(screen, jobs, settings, make, result.heading)


def print_ticked(screen: Screen, result: ResultPanel, search: FreeSearch, jobs: Jobs) -> None:
    """Show the pages with the ticked rows, by the columns of the list."""
    spec, keys, ids, heading = result.spec, result.asked.listed, result.ticked_ids(), result.heading
    columns = list_columns(result.asked.items, result.target, keys)
    stop = Stop()

    def read(_job: Job) -> list[list[str]]:
        blocks = search.blocks(spec, keys, ids, stop)
        return [[column.show(row) for column in columns] for block in blocks for row in block]

    def show_pages(rows: list[list[str]]) -> None:
        heads = [PrintColumn(column.title, column.align == RIGHT) for column in columns]
        content = PrintList(heading, f"{show.day(search.today())}　{len(rows):,} 件", heads, rows)
        screen.paper_asked.emit(list_document(content))

    jobs.start(screen, read, show_pages, lane="print").on_cancel(stop.now)
