"""What each contract may spend, and what it spent: summed up from the messages themselves, never kept beside them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db import usage
from dreampower_sms.db.claims import LANES
from dreampower_sms.db.moves import M, run
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.domain.budget import Budget, Limit, Spent
from dreampower_sms.domain.charges import Charges
from dreampower_sms.domain.messages import State


def budget(session: Session, contract_id: str) -> Budget:
    """The limits of a contract; none for one that is not there."""
    row = session.get(ContractRow, contract_id)
    return Budget() if row is None else budget_of(row)


def lock(session: Session, contract_id: str) -> None:
    """Let no other sender look at the budget of a contract until this transaction ends."""
    session.execute(select(ContractRow.id).where(ContractRow.id == contract_id).with_for_update())


def budget_of(row: ContractRow) -> Budget:
    """The limits that a row holds."""
    return Budget(Limit(row.day_messages, row.day_yen), Limit(row.month_messages, row.month_yen))


def spent(session: Session, contract_id: str, borders: Sequence[datetime], charges: Charges) -> list[Spent]:
    """What left by a contract between each border and the next, as 利用明細 has it."""
    return [Spent(line.messages, line.price) for line in usage.months(session, contract_id, borders, charges)]


_DUE = select(func.count(), func.sum(M.price)).where(
    M.contract_id == bindparam("contract"),
    M.not_before >= bindparam("since", type_=M.not_before.type),
    M.not_before < bindparam("until", type_=M.not_before.type),
)
_WAITING = (
    _DUE.where(M.state == State.QUEUED, M.priority.in_(LANES)),
    _DUE.where(M.state == State.CLAIMED, M.lease_until.is_not(None)),
)
"""Each by the index that holds those messages alone (`ix_messages_due`, `ix_messages_lease`)."""


def waiting(session: Session, contract_id: str, since: datetime, until: datetime) -> Spent:
    """What has not left by a contract, held or not, and is due from `since` on and before `until`."""
    of = {"contract": contract_id, "since": since, "until": until}
    found = [run(session, statement, of).one() for statement in _WAITING]
    return Spent(sum(count for count, _ in found), sum((price or Decimal(0) for _, price in found), Decimal(0)))
