"""What the eligibility check has to know, for many recipients at once: never one query a recipient."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, StopRow, VehicleRow
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING, Purpose, State
from dreampower_sms.domain.people import ConsentRecord, Stop
from dreampower_sms.domain.sendable import Past

BEFORE_CONFIRM = MAY_HAVE_ARRIVED | WAITING
"""What counts when a job is confirmed: also what waits, so that two PCs don't write the same to one number."""
BEFORE_DISPATCH = MAY_HAVE_ARRIVED
"""What counts when a message leaves: two that wait must not stop each other."""

_T = TypeVar("_T", str, int)
_CHUNK = 1000
"""Numbers in one query, well below what the drivers take."""


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What is on record for numbers. A number without an entry has nothing on record."""

    stops: Mapping[str, Sequence[Stop]]
    consents: Mapping[str, Sequence[ConsentRecord]]
    past: Mapping[str, Sequence[Past]]


@dataclass(frozen=True, slots=True)
class Addressee:
    """What the rules look at in a customer, as it is now."""

    e164: str
    """The number that would get an SMS today, "" when there is none."""
    sms: bool
    is_dummy: bool
    number_bad: str


def number_facts(
    session: Session,
    numbers: Collection[str],
    since: datetime,
    counting: Collection[State],
    *,
    without: Collection[int] = (),
) -> NumberFacts:
    """Active refusals, the consent log, and what went to these numbers since then, not counting `without`."""
    stops: dict[str, list[Stop]] = defaultdict(list)
    consents: dict[str, list[ConsentRecord]] = defaultdict(list)
    past: dict[str, list[Past]] = defaultdict(list)
    leaves = func.coalesce(MessageRecord.posted_at, MessageRecord.not_before)
    for some in _chunks(numbers):
        for row in session.scalars(select(StopRow).where(StopRow.e164.in_(some), StopRow.lifted_at.is_(None))):
            purpose = Purpose(row.purpose) if row.purpose else None
            stops[row.e164].append(Stop(row.e164, row.at, row.clerk, row.reason, purpose))
        for row in session.scalars(select(ConsentRow).where(ConsentRow.e164.in_(some))):
            consents[row.e164].append(
                ConsentRecord(row.at, row.e164, row.kind, row.purpose, row.clerk, row.source, row.wording)
            )
        sent = select(MessageRecord.e164, leaves, MessageRecord.body, MessageRecord.id).where(
            MessageRecord.e164.in_(some), MessageRecord.state.in_(counting), leaves >= since
        )
        for e164, at, body, id_ in session.execute(sent):
            if id_ not in without:
                past[e164].append(Past(at, body))
    return NumberFacts(stops, consents, past)


def addressees(session: Session, customers: Collection[int]) -> dict[int, Addressee]:
    """What the rules look at in these customers, by id."""
    found: dict[int, Addressee] = {}
    columns = select(
        CustomerRow.id, CustomerRow.mobile_e164, CustomerRow.flag_sms, CustomerRow.is_dummy, CustomerRow.number_bad
    )
    for some in _chunks(customers):
        for id_, e164, sms, is_dummy, number_bad in session.execute(columns.where(CustomerRow.id.in_(some))):
            found[id_] = Addressee(e164, sms, is_dummy, number_bad)
    return found


def vehicle_checks(session: Session, vehicles: Collection[int]) -> dict[int, bool]:
    """The SMS check boxes of these vehicles, by id."""
    found: dict[int, bool] = {}
    for some in _chunks(vehicles):
        rows = session.execute(select(VehicleRow.id, VehicleRow.sms).where(VehicleRow.id.in_(some)))
        found.update((id_, sms) for id_, sms in rows)
    return found


def _chunks(values: Collection[_T]) -> Iterator[Sequence[_T]]:
    ordered = list(values)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
