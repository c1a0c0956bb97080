"""Settings of the shop and of a clerk, typed, with defaults; and who the shop is.

An option is one line of a dataclass. What the database holds beside it (an option of a newer or older program) is left
alone; a stored value of the wrong type falls back to the default, so that one bad row can't keep the program shut.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import StaffRow
from dreampower_sms.db.tables_shop import CompanyRow, SettingRow
from dreampower_sms.domain.company import Company, CustomerDefaults
from dreampower_sms.domain.leaflet import LeafletChoices

log = logging.getLogger(__name__)

SHOP = "shop"
DEFAULTS = "customer_defaults"
"""Scope of the check boxes of new customers."""
LEAFLET = "leaflet"


def clerk_scope(name: str) -> str:
    """Scope of a clerk's own settings. A name belongs to one clerk only; a new name takes them along."""
    return f"clerk:{name}"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What holds for every PC of the shop."""

    confirm_before_send: bool = True
    """送信前に確認する. Off: F9 sends at once, as the manual has it."""
    contract: str = "practice"
    """The gateway contract that new messages are made with. Only read here."""
    detailed_search: bool = False
    """詳細自由検索を使用: 自由検索 asks by 検索タイトル instead of a few fixed fields (manual chapter 5)."""
    month_budget: int = 0
    """What the shop wants to spend on messages in a month, in yen; 0: no budget."""


@dataclass(frozen=True, slots=True)
class ClerkSettings:
    """What a clerk chose for their own eyes."""

    theme: str = ""
    """Name of the colours; "": none chosen yet."""
    zoom: float = 0.0
    """Size of what is read, 1.0 the normal one; 0.0: none chosen yet."""


S = TypeVar("S", ShopSettings, ClerkSettings, CustomerDefaults, LeafletChoices)


class Settings:
    """Reads and writes settings. Calls are short; none is made while a key is being handled."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def shop(self) -> ShopSettings:
        """The shop's settings."""
        return self._load(ShopSettings, SHOP)

    def clerk(self, name: str) -> ClerkSettings:
        """A clerk's settings."""
        return self._load(ClerkSettings, clerk_scope(name))

    def customer_defaults(self) -> CustomerDefaults:
        """What new customers and vehicles start with."""
        return self._load(CustomerDefaults, DEFAULTS)

    def leaflet(self) -> LeafletChoices:
        """What the shop chose for its 送信案内書."""
        return self._load(LeafletChoices, LEAFLET)

    def save_leaflet(self, choices: LeafletChoices) -> None:
        """Keep what the shop chose for its 送信案内書."""
        self._save(asdict(choices), LEAFLET)

    def save_shop(self, settings: ShopSettings) -> None:
        """Keep the shop's settings, all but the contract: another PC may be switching it (`services.contracts`)."""
        self._save({key: value for key, value in asdict(settings).items() if key != "contract"}, SHOP)

    def save_clerk(self, name: str, settings: ClerkSettings) -> None:
        """Keep a clerk's settings."""
        self._save(asdict(settings), clerk_scope(name))

    def company(self) -> Company:
        """会社情報; empty on a new install."""
        with self._database.read() as session:
            row = session.scalar(select(CompanyRow).order_by(CompanyRow.id).limit(1))
            return Company() if row is None else Company(**{f.name: getattr(row, f.name) for f in fields(Company)})

    def staff(self) -> list[str]:
        """The names of those who work here now, in their order."""
        return list(self.staff_by_id().values())

    def staff_by_id(self) -> dict[int, str]:
        """Those who work here now, in their order: who was chosen stays chosen under another name."""
        with self._database.read() as session:
            wanted = select(StaffRow.id, StaffRow.name).where(StaffRow.active)
            rows = session.execute(wanted.order_by(StaffRow.position, StaffRow.id))
            return {row.id: row.name for row in rows}

    def _load(self, kind: type[S], scope: str) -> S:
        with self._database.read() as session:
            stored = {r.key: r.value for r in session.scalars(select(SettingRow).where(SettingRow.scope == scope))}
        defaults = kind()
        values: dict[str, Any] = {}
        for option in fields(kind):
            default = getattr(defaults, option.name)
            value = stored.get(option.name, default)
            if type(value) is int and type(default) is float:
                value = float(value)
            if type(value) is not type(default):
                log.warning("setting %s has a value of the wrong type and is left at its default", option.name)
                value = default
            values[option.name] = value
        return kind(**values)

    def _save(self, values: dict[str, Any], scope: str) -> None:
        with self._database.write() as session:
            for key, value in values.items():
                row = session.get(SettingRow, (scope, key))
                if row is None:
                    session.add(SettingRow(scope=scope, key=key, value=value))
                elif row.value != value:
                    row.value = value
