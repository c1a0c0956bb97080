"""What the search screen uses of saved titles, whoever keeps them."""

from collections.abc import Sequence
from typing import Protocol

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Title


class TitleLine(Protocol):
    """One title in a choice."""

    @property
    def id(self) -> int:
        """Its row."""
        ...

    @property
    def name(self) -> str:
        """As the clerk named it."""
        ...

    @property
    def target(self) -> Target:
        """What a row of its list is."""
        ...


class SavedTitle(Protocol):
    """One title as it is saved; two are equal when nobody saved in between."""

    @property
    def id(self) -> int:
        """Its row."""
        ...

    @property
    def title(self) -> Title:
        """What it says."""
        ...


class Titles(Protocol):
    """Where titles are kept. Every call may come from any thread."""

    def list(self) -> Sequence[TitleLine]:
        """All of them, by name."""
        ...

    def get(self, title_id: int) -> SavedTitle | None:
        """One; None when it was deleted."""
        ...
