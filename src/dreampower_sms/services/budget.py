"""The budget of a contract, asked before messages leave and shown beside the contract."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from dreampower_sms.db import budgets
from dreampower_sms.domain.budget import Budget, Overrun, Usage, day_start, month_start

_AHEAD = timedelta(days=1)
"""Another PC's clock may run ahead of ours: what it sent "tomorrow" is spent all the same."""


def usage(session: Session, contract_id: str, now: datetime) -> Usage:
    """What a contract spent today and this month, in Japan's days. Raises `DatabaseError`."""
    until = now + _AHEAD
    return Usage(
        budgets.spent(session, contract_id, day_start(now), until),
        budgets.spent(session, contract_id, month_start(now), until),
    )


def stopped(session: Session, contract_id: str, now: datetime, price: Decimal = Decimal(0)) -> Overrun | None:
    """Which limit forbids one more message of this price; None: it may leave. Raises `DatabaseError`.

    Sums nothing up for a contract without a budget.
    """
    limits: Budget = budgets.budget(session, contract_id)
    if not limits:
        return None
    return limits.room(usage(session, contract_id, now), [price])[1]
