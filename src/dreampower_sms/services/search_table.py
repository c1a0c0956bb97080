"""The CSV表示 items of a search as a table that can be written to a file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from dreampower_sms.db.engine import Stop
from dreampower_sms.domain.search.items import ItemInfo, Items, ItemType
from dreampower_sms.domain.search.items import Value as Cell
from dreampower_sms.domain.search.spec import SearchSpec
from dreampower_sms.services.exporting.table import Column, Kind, Table, Value
from dreampower_sms.services.free_search import FreeSearch

_KINDS = {
    ItemType.NUMBER: Kind.NUMBER,
    ItemType.EVENTS: Kind.NUMBER,
    ItemType.DATE: Kind.DATE,
    ItemType.FLAG: Kind.FLAG,
}
_PIXELS_A_CHARACTER = 8


def search_table(
    search: FreeSearch, spec: SearchSpec, items: Items, keys: Sequence[str], ids: Sequence[int], title: str
) -> Table:
    """The rows with these ids, in their order; `keys` name the columns. Read block by block while it is written."""

    def batches() -> Iterable[Sequence[Any]]:
        return search.blocks(spec, keys, ids, Stop())

    columns = tuple(_column(items[key], spec, place) for place, key in enumerate(keys))
    return Table(title, columns, len(ids), batches)


def _column(info: ItemInfo, spec: SearchSpec, place: int) -> Column:
    kind = _KINDS.get(info.type, Kind.TEXT)
    return Column(info.label_in(spec.target), kind, _value(info, place), info.width // _PIXELS_A_CHARACTER)


def _value(info: ItemInfo, place: int) -> Callable[[Any], Value]:
    return lambda row: _cell(info, row[place])


def _cell(info: ItemInfo, value: Cell) -> Value:
    match value:
        case tuple():
            return " ".join(part for part in map(str, value) if part)
        case str() if info.type is ItemType.CHOICE:
            return info.choice_label(value)
        case date() if info.type is ItemType.MONTH:
            return f"{value:%Y-%m}"
        case _:
            return value
