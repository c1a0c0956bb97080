"""Two people edited one 検索タイトル: line by line, what one changed is taken, and the rest is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dreampower_sms.domain.records import Difference, merge
from dreampower_sms.domain.search.spec import Title, TitleItem

NAME, TARGET, SEQUENCE = ":name", ":target", ":sequence"
"""Fields of a title besides its items: what it is called, what its rows are, and the order of its lines."""

Ticks = tuple[bool, bool, bool]
"""検索使用, リスト表示, CSV表示."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Three versions of a title, and what becomes of them."""

    base: Title
    theirs: Title
    mine: Title
    values: Mapping[str, Any]
    """Merged, with `mine` where the two contradict each other: `NAME`, `TARGET`, `SEQUENCE`, and `Ticks` by item."""
    differences: Sequence[Difference]

    def title(self, chosen: Mapping[str, Any]) -> Title:
        """The title, with what a person chose for each of the differences."""
        values = {**self.values, **chosen}
        lines: list[str] = [*values[SEQUENCE], *_items(self.theirs), *_items(self.mine)]
        items = tuple(TitleItem(key, *values[key]) for key in dict.fromkeys(lines) if values[key] is not None)
        searched = {each.item for each in items if each.search}
        return Title(
            values[NAME],
            values[TARGET],
            items,
            tuple(each for each in self.theirs.conditions if each.item in searched),
            (self.mine if self._by_my_order(values) else self.theirs).order,
        )

    def _by_my_order(self, values: Mapping[str, Any]) -> bool:
        if self.mine.target is not self.theirs.target:  # an order names items of its target
            return self.mine.target is values[TARGET]
        return self.mine.order != self.base.order


def meet(base: Title, theirs: Title, mine: Title) -> Meeting:
    """What `theirs` and `mine` made of `base`."""
    versions = (base, theirs, mine)
    common = {key for key in _items(base) if all(key in _items(each) for each in versions)}
    keys = dict.fromkeys(key for each in versions for key in _items(each))
    of_base, of_theirs, of_mine = (_values(each, common, keys) for each in versions)
    return Meeting(base, theirs, mine, *merge(of_base, of_theirs, of_mine))


def _values(title: Title, common: set[str], keys: Mapping[str, None]) -> dict[str, Any]:
    items = _items(title)
    sequence = tuple(key for key in items if key in common)
    return {NAME: title.name, TARGET: title.target, SEQUENCE: sequence, **{key: items.get(key) for key in keys}}


def _items(title: Title) -> dict[str, Ticks]:
    return {each.item: (each.search, each.listed, each.exported) for each in title.items}
