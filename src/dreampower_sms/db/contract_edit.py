"""Writes contracts: a new one, changes of one that nobody else changed meanwhile, and which one is in use."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.domain.messages import WAITING


def add(session: Session, contract_id: str, gateway: str, profile: str, values: Mapping[str, Any]) -> None:
    """A new contract. `values` are columns."""
    session.add(ContractRow(id=contract_id, gateway=gateway, profile=profile, active=True, **values))
    session.flush()


def change(session: Session, contract_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change columns. False, and nothing is written, when somebody else changed the contract since `version`."""
    row = session.get(ContractRow, contract_id, with_for_update=True)
    if row is None or row.version != version:
        return False
    for column, value in values.items():
        setattr(row, column, value)
    session.flush()
    return True


def touch(session: Session, contract_id: str) -> None:
    """Let every program build the contract's gateway anew, because a secret is another one."""
    row = ContractRow.__table__.c
    session.execute(update(ContractRow).where(row.id == contract_id).values(version=row.version + 1))


def waiting(session: Session, contract_ids: Collection[str] | None = None) -> dict[str, int]:
    """How many messages of each contract have not left yet; those of none are left out."""
    wanted = select(MessageRecord.contract_id, func.count()).where(MessageRecord.state.in_(WAITING))
    if contract_ids is not None:
        wanted = wanted.where(MessageRecord.contract_id.in_(contract_ids))
    found = session.execute(wanted.group_by(MessageRecord.contract_id))
    return {contract_id: count for contract_id, count in found}  # noqa: C416  a row is no pair to the type checker
