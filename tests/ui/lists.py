"""A list for tests of lists: its columns, where its rows come from, and what it shows."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.rows import RowsModel

COLUMNS = (
    Column("name", "お名前", lambda row: f"{row} 番", 10),
    Column("state", "結果", lambda row: "不達", 8, tone=lambda _: "bad"),
    Column("price", "料金", lambda row: f"{row}円", 8, RIGHT),
)


class Source:
    """Rows as a service gives them, off the window's thread; it can be slow, changed and broken."""

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []
        self.threads: set[str] = set()
        self.open = threading.Event()
        self.open.set()
        self.add = 0
        self.missing: set[int] = set()
        self.error: Exception | None = None

    def __call__(self, ids: Sequence[int]) -> Mapping[int, Any]:
        add, self.threads = self.add, {*self.threads, threading.current_thread().name.partition("_")[0]}
        self.asked.append(ids)
        assert self.open.wait(10)
        if self.error is not None:
            raise self.error
        return {i: i + add for i in ids if i not in self.missing}


def text(model: RowsModel, row: int, column: int = 0) -> str:
    return str(model.index(row, column).data())


def shows(model: RowsModel, row: int, wanted: str) -> Callable[[], bool]:
    return lambda: text(model, row) == wanted
