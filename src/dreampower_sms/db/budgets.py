"""What each contract may spend, and what it spent: summed up from the messages themselves, never kept beside them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import M, run
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.domain.budget import Budget, Limit, Spent
from dreampower_sms.domain.messages import BILLABLE


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


_SPENT = select(func.count(), func.sum(M.price)).where(
    M.contract_id == bindparam("contract"),
    M.posted_at >= bindparam("since", type_=M.posted_at.type),
    M.posted_at < bindparam("until", type_=M.posted_at.type),
    M.state.in_(BILLABLE),
)


def spent(session: Session, contract_id: str, since: datetime, until: datetime) -> Spent:
    """What left by a contract from `since` on and before `until`. Walks an index of that time only."""
    count, price = run(session, _SPENT, {"contract": contract_id, "since": since, "until": until}).one()
    return Spent(count, price or Decimal(0))
