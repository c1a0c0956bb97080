"""What each gateway asks a contract for, as the registry of gateways describes it."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dreampower_sms.gateways.fields import LONGEST, Field
from dreampower_sms.gateways.registry import GATEWAYS, Row
from dreampower_sms.services.errors import ServiceError

LIMITS = ("day_messages", "day_yen", "month_messages", "month_yen")
"""The budget, in the order of the screen."""
MOST: Mapping[str, int] = {
    "day_messages": 1_000_000, "day_yen": 100_000_000, "month_messages": 10_000_000, "month_yen": 100_000_000,
}  # fmt: skip


class ContractWrong(ServiceError):
    """A contract can't be saved, used or left as it is wanted."""

    code = "contract_wrong"


@dataclass(frozen=True, slots=True)
class Kind:
    """One gateway."""

    name: str
    row: Row | None
    """None for a gateway that this program does not know."""

    @property
    def fields(self) -> Sequence[Field]:
        """What its contracts are asked for, in the order of the screen."""
        return self.row.fields if self.row else ()

    @property
    def real(self) -> bool:
        """Whether anybody can be reached."""
        return self.row is None or self.row.real

    def lacks(self, has: Callable[[Field], bool]) -> list[str]:
        """What must be there and is not, by name; of a group of which one is enough its first."""
        found = {each.name for each in self.fields if has(each)}
        groups = [each for each in self.fields if each.one_of]
        filled = {each.one_of for each in groups if each.name in found}
        first = {each.one_of: each.name for each in reversed(groups) if each.one_of not in filled}
        needed = [each.name for each in self.fields if each.required and each.name not in found]
        return [*needed, *reversed(first.values())]


def kinds() -> Mapping[str, Kind]:
    """Every gateway of this program, by name."""
    return {name: Kind(name, row) for name, row in GATEWAYS.items()}


def kind_of(name: str) -> Kind:
    """One gateway."""
    return Kind(name, GATEWAYS.get(name))


def read_option(wanted: Field, text: str) -> str:
    """The value of a setting as typed; "" for nothing typed. Raises `ContractWrong`, `GatewayOptionWrong`."""
    text = plain(text)
    if len(text) > LONGEST:
        raise ContractWrong("text_long", most=str(LONGEST))
    if text and wanted.choices and text not in wanted.choices:
        raise ContractWrong("contract_field_missing")
    return wanted.check(text) if text else ""


def plain(text: str) -> str:
    """As it is kept: without what surrounds it, Latin letters and digits half-width."""
    return unicodedata.normalize("NFKC", text).strip()
