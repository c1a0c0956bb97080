"""The budget of a contract, asked before messages leave and shown beside the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from dreampower_sms.db import budgets, contracts
from dreampower_sms.domain.budget import Overrun, Spent, Usage, day_end, day_start, month_end, month_start
from dreampower_sms.domain.charges import Charges
from dreampower_sms.services.terms import charges as charges_of

_AHEAD = timedelta(days=1)
"""Another PC's clock may run ahead of ours: what it sent "tomorrow" is spent all the same."""


_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def usage(session: Session, contract_id: str, charges: Charges, now: datetime) -> Usage:
    """What a contract spent today and this month, in Japan's days. Raises `DatabaseError`."""
    ahead = now + _AHEAD
    borders = (month_start(now), day_start(now), ahead, max(month_end(now), ahead))
    before, today, after = budgets.spent(session, contract_id, borders, charges)
    return Usage(today, before + today + after)


@dataclass(frozen=True, slots=True)
class MonthToDate:
    """This month of a contract. Yen, without tax."""

    spent: Decimal
    """As 利用明細 has it."""
    waiting: Decimal
    """What has not left yet and is due before the month ends, held or not (見込み)."""
    elsewhere: Decimal
    """Both of the shop's other contracts, but for practice: they share the shop's budget."""
    ends: datetime


def month_to_date(session: Session, contract_id: str, now: datetime) -> MonthToDate:
    """What a contract is used for this month, in Japan's days. Raises `DatabaseError`."""
    start, end = month_start(now), month_end(now)
    spent = waiting = elsewhere = Decimal(0)
    for one in contracts.contracts(session):
        if one.practice and one.id != contract_id:
            continue
        [left] = budgets.spent(session, one.id, (start, end), charges_of(session, one))
        waits = budgets.waiting(session, one.id, _EVER, end).price
        if one.id == contract_id:
            spent, waiting = left.price, waits
        else:
            elsewhere += left.price + waits
    return MonthToDate(spent, waiting, elsewhere, end)


@dataclass(frozen=True, slots=True)
class Stop:
    """A list that a budget would stop half-way."""

    fits: int
    """How many messages would still leave."""
    overrun: Overrun
    """What stops the next one."""


def foresee(
    session: Session, contract_id: str, charges: Charges, now: datetime, leaving: Sequence[tuple[datetime, Decimal]]
) -> Stop | None:
    """Whether a budget would stop these messages (when, price) half-way; None: all may leave. Raises `DatabaseError`.

    What was spent counts against the day and the month in which they leave, where those are of today, and what waits
    and is due then leaves before them.
    """
    limits = budgets.budget(session, contract_id)
    if not limits or not leaving:
        return None
    at = min(when for when, _ in leaving)
    spent = usage(session, contract_id, charges, now)
    today, this_month = day_start(at) <= day_start(now), month_start(at) <= month_start(now)
    due_day = budgets.waiting(session, contract_id, _EVER if today else day_start(at), day_end(at))
    due_month = budgets.waiting(session, contract_id, _EVER if this_month else month_start(at), month_end(at))
    spent = Usage(
        due_day + (spent.day if today else Spent()),
        due_month + (spent.month if this_month else Spent()),
    )
    fits, overrun = limits.room(spent, [price for _, price in leaving])
    return None if overrun is None else Stop(fits, overrun)
