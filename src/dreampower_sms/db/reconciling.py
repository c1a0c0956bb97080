"""Our own messages of a contract and a period, for the comparison with a bill. Reads only."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.domain.charges import Charges
from dreampower_sms.domain.reconciling import Own
from dreampower_sms.domain.windows import day_of

_BESIDE = timedelta(days=1)
"""A gateway may book a message in the month before or after ours: its day ends elsewhere."""
_M = MessageRecord


def own(session: Session, contract_id: str, since: datetime, until: datetime, charges: Charges) -> list[Own]:
    """What was handed over from `since` on and before `until`, and about a day around it, refused ones too."""
    statement = select(
        _M.id,
        _M.reference,
        _M.gateway_id,
        _M.e164,
        _M.customer_name,
        _M.posted_at,
        _M.units,
        _M.tier,
        _M.charged_units,
        _M.price,
        _M.state,
    ).where(_M.contract_id == contract_id, _M.posted_at >= since - _BESIDE, _M.posted_at < until + _BESIDE)
    found: list[Own] = []
    for row in session.execute(statement):
        sms = charges.sms(row.units, row.charged_units, row.state)
        price = charges.price(row.price, row.tier, row.charged_units, row.state, day_of(row.posted_at))
        within = since <= row.posted_at < until
        found.append(Own(*row[:5], at=row.posted_at, units=sms, price=price, state=row.state, within=within))
    return found
