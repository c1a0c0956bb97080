"""Gateway contracts with their fee tables, the company, and the shop's settings, as the send machine reads them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.budgets import budget_of
from dreampower_sms.db.tables_shop import CompanyRow, ContractRow, SettingRow, TariffRow
from dreampower_sms.domain.budget import Budget
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import Tariff, TariffTable, TierPrice

PRACTICE = "practice"
"""The gateway that reaches nobody."""
SHOP = "shop"
"""The scope of settings that hold for all PCs of a shop."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A gateway account of the shop."""

    id: str
    gateway: str
    """Its row in `gateways.registry`."""
    title: str
    profile: str
    """Name of its counting profile."""
    sender_name: str
    active: bool
    options: Mapping[str, str]
    version: int
    """Rises with every change, so that a gateway is built anew."""
    budget: Budget = field(default_factory=Budget)

    @property
    def practice(self) -> bool:
        """Whether nobody can be reached by it."""
        return self.gateway == PRACTICE


def contracts(session: Session) -> list[Contract]:
    """All contracts, by id."""
    return [
        Contract(
            row.id,
            row.gateway,
            row.title,
            row.profile,
            row.sender_name,
            row.active,
            {key: str(value) for key, value in row.options.items()},
            row.version,
            budget_of(row),
        )
        for row in session.scalars(select(ContractRow).order_by(ContractRow.id))
    ]


def tariffs(session: Session, contract_id: str) -> TariffTable | None:
    """The dated fee tables of a contract, or None when it has none. Raises `TariffWrong` for a damaged table."""
    found = tiers(session, contract_id)
    return TariffTable(tuple(Tariff(day, tuple(of_day)) for day, of_day in found.items())) if found else None


def tiers(session: Session, contract_id: str) -> dict[date, list[TierPrice]]:
    """The rows of the fee tables of a contract, by their first day, sound or not."""
    rows = session.scalars(
        select(TariffRow).where(TariffRow.contract_id == contract_id).order_by(TariffRow.valid_from, TariffRow.tier)
    )
    found: dict[date, list[TierPrice]] = defaultdict(list)
    for row in rows:
        found[row.valid_from].append(TierPrice(row.end_units, row.price))
    return found


def company(session: Session) -> Company:
    """The shop; empty until 会社情報 is filled in."""
    row = session.scalars(select(CompanyRow).order_by(CompanyRow.id).limit(1)).one_or_none()
    if row is None:
        return Company()
    return Company(row.name, row.formal_name, row.phone, row.address, row.url, row.opt_out_contact)


def settings(session: Session, scope: str = SHOP) -> dict[str, Any]:
    """All settings of a scope, by key."""
    rows = session.execute(select(SettingRow.key, SettingRow.value).where(SettingRow.scope == scope))
    return {str(key): value for key, value in rows}
