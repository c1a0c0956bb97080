"""Writes what 初期設定 holds: company, settings, names of contracts, dated fee tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_shop import CompanyRow, ContractRow, SettingRow, TariffRow
from dreampower_sms.domain.counting import Tariff

COMPANY = (
    "name", "formal_name", "kana", "representative", "zip", "address", "phone", "email", "url", "opt_out_contact",
)  # fmt: skip
"""The columns of the company that a person fills in, in the order of the screen."""

_SETUP_LOCK = 0x44505310
"""Key of PostgreSQL's advisory lock, unlike those of other modules."""


def lock(session: Session) -> None:
    """Let no other PC save until this transaction ends.

    Guards against two PCs that each compare with what is stored, see no difference, and both write. On SQLite the
    transaction has the file's write lock anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETUP_LOCK})


def company_columns(session: Session) -> dict[str, str]:
    """What is known of the company, "" for the rest."""
    row = session.scalar(select(CompanyRow).order_by(CompanyRow.id).limit(1))
    return {column: str(getattr(row, column)) if row is not None else "" for column in COMPANY}


def put_company(session: Session, values: Mapping[str, str]) -> None:
    """Change these columns."""
    row = session.scalar(select(CompanyRow).order_by(CompanyRow.id).limit(1))
    if row is None:
        row = CompanyRow()
        session.add(row)
    for column, value in values.items():
        setattr(row, column, value)


def put_setting(session: Session, scope: str, key: str, value: Any) -> None:
    """Keep one setting; `value` must be JSON."""
    row = session.get(SettingRow, (scope, key))
    if row is None:
        session.add(SettingRow(scope=scope, key=key, value=value))
    elif row.value != value:
        row.value = value


def put_contract(session: Session, contract_id: str, values: Mapping[str, str]) -> None:
    """Change columns of a contract. One that is gone is left alone."""
    row = session.get(ContractRow, contract_id)
    for column, value in values.items() if row is not None else ():
        setattr(row, column, value)


def put_tariff(session: Session, contract_id: str, valid_from: date, tariff: Tariff | None) -> None:
    """Replace one dated fee table as a whole, or take it away."""
    session.execute(delete(TariffRow).where(TariffRow.contract_id == contract_id, TariffRow.valid_from == valid_from))
    for number, tier in enumerate(tariff.tiers if tariff else (), start=1):
        session.add(
            TariffRow(contract_id=contract_id, valid_from=valid_from, tier=number, end_units=tier.end, price=tier.price)
        )
    session.flush()


@dataclass(frozen=True, slots=True)
class Account:
    """A contract as a choice."""

    id: str
    title: str
    gateway: str
    sender_name: str
    profile: str
    active: bool


def accounts(session: Session) -> Sequence[Account]:
    """All contracts, by id."""
    return [
        Account(row.id, row.title, row.gateway, row.sender_name, row.profile, row.active)
        for row in session.scalars(select(ContractRow).order_by(ContractRow.id))
    ]
