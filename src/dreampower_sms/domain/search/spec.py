"""A search as a value: what is asked, of what, in which order; and a saved search, the 検索タイトル."""

from dataclasses import dataclass, replace

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.terms import Term


@dataclass(frozen=True, slots=True)
class Condition:
    """One item and what is asked of it: any of the terms will do."""

    item: str
    any_of: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One step of the order of a list.

    Ascending, a blank text comes first and a missing number or date last; descending is the exact reverse.
    """

    item: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SearchSpec:
    """One search. No conditions: all rows. Rows that stay equal go by their id, in the direction of the last step."""

    target: Target
    conditions: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()

    def ordered_by(self, item: str, *, descending: bool = False) -> "SearchSpec":
        """The same question with `item` as the first step of the order, as a click on a heading asks for it."""
        rest = tuple(each for each in self.order if each.item != item)
        return replace(self, order=(Order(item, descending), *rest))

    @property
    def named(self) -> frozenset[str]:
        """Every item that this search names."""
        return frozenset(each.item for each in (*self.conditions, *self.order))

    def without(self, items: frozenset[str]) -> "SearchSpec":
        """The same search with these items left out."""
        return replace(
            self,
            conditions=tuple(each for each in self.conditions if each.item not in items),
            order=tuple(each for each in self.order if each.item not in items),
        )


@dataclass(frozen=True, slots=True)
class TitleItem:
    """One line of a 検索タイトル: 検索使用, リスト表示, CSV表示."""

    item: str
    search: bool = False
    listed: bool = False
    exported: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """What a 検索タイトル says. Lines that use an item for nothing are kept: their place is part of the order."""

    name: str
    target: Target
    items: tuple[TitleItem, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """The values that the entry fields start with."""
    order: tuple[Order, ...] = ()

    @property
    def spec(self) -> SearchSpec:
        """The search with the values saved in the title."""
        return SearchSpec(self.target, self.conditions, self.order)

    @property
    def searched(self) -> tuple[str, ...]:
        """Items with an entry field, in order."""
        return tuple(each.item for each in self.items if each.search)

    @property
    def listed(self) -> tuple[str, ...]:
        """Columns of the list, in order."""
        return tuple(each.item for each in self.items if each.listed)

    @property
    def exported(self) -> tuple[str, ...]:
        """Columns of CSV and xlsx, in order."""
        return tuple(each.item for each in self.items if each.exported)

    @property
    def named(self) -> frozenset[str]:
        """Every item that this title names."""
        return self.spec.named | {each.item for each in self.items}

    def without(self, items: frozenset[str]) -> "Title":
        """The same title with these items left out."""
        rest = self.spec.without(items)
        return replace(
            self,
            items=tuple(each for each in self.items if each.item not in items),
            conditions=rest.conditions,
            order=rest.order,
        )
