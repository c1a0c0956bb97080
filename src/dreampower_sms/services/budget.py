"""The budget of a contract, asked before messages leave and shown beside the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from dreampower_sms.db import budgets
from dreampower_sms.domain.budget import Overrun, Spent, Usage, day_start, month_start

_AHEAD = timedelta(days=1)
"""Another PC's clock may run ahead of ours: what it sent "tomorrow" is spent all the same."""


def usage(session: Session, contract_id: str, now: datetime) -> Usage:
    """What a contract spent today and this month, in Japan's days. Raises `DatabaseError`."""
    until = now + _AHEAD
    return Usage(
        budgets.spent(session, contract_id, day_start(now), until),
        budgets.spent(session, contract_id, month_start(now), until),
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """A list that a budget would stop half-way."""

    fits: int
    """How many messages would still leave."""
    overrun: Overrun
    """What stops the next one."""


def foresee(
    session: Session, contract_id: str, now: datetime, leaving: Sequence[tuple[datetime, Decimal]]
) -> Stop | None:
    """Whether a budget would stop these messages (when, price) half-way; None: all may leave. Raises `DatabaseError`.

    What was spent counts against the month in which they leave and against the day, where that is today.
    """
    limits = budgets.budget(session, contract_id)
    if not limits or not leaving:
        return None
    at = min(when for when, _ in leaving)
    spent = usage(session, contract_id, now)
    spent = Usage(
        spent.day if day_start(at) <= day_start(now) else Spent(),
        spent.month if month_start(at) <= month_start(now) else Spent(),
    )
    fits, overrun = limits.room(spent, [price for _, price in leaving])
    return None if overrun is None else Stop(fits, overrun)
