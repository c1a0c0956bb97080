"""What the eligibility check has to know, for many recipients at once: never one query a recipient."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.many import among, rows_of
from dreampower_sms.db.moves import M
from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, StopRow, VehicleRow
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING, Purpose, State
from dreampower_sms.domain.people import ConsentRecord, Stop
from dreampower_sms.domain.sendable import Past

BEFORE_CONFIRM = MAY_HAVE_ARRIVED | WAITING
"""What counts when a job is confirmed: also what waits, so that two PCs don't write the same to one number."""
BEFORE_DISPATCH = MAY_HAVE_ARRIVED
"""What counts when a message leaves: two that wait must not stop each other."""

_STOPS = cast("Table", StopRow.__table__).c
_CONSENTS = cast("Table", ConsentRow.__table__).c
_CUSTOMERS = cast("Table", CustomerRow.__table__).c
_VEHICLES = cast("Table", VehicleRow.__table__).c


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What is on record for numbers. A number without an entry has nothing on record."""

    stops: Mapping[str, Sequence[Stop]]
    consents: Mapping[str, Sequence[ConsentRecord]]
    past: Mapping[str, Sequence[Past]]
    undecided: Mapping[str, Sequence[str]]
    """Texts that are 結果不明, however old: nobody may repeat them until somebody has decided."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """What the rules look at in a customer, as it is now."""

    e164: str
    """The number that would get an SMS today, "" when there is none."""
    sms: bool
    is_dummy: bool
    number_bad: str
    gone: bool
    """Removed: a list that is made now would not have them."""


@dataclass(frozen=True, slots=True)
class AboutVehicle:
    """What the rules look at in a vehicle, as it is now."""

    owner: int
    sms: bool
    gone: bool
    """Removed: the customer parted with it."""


_STOPS_OF = select(_STOPS.e164, _STOPS.at, _STOPS.clerk, _STOPS.reason, _STOPS.purpose).where(
    among(_STOPS.e164, "numbers"), _STOPS.lifted_at.is_(None)
)
_CONSENTS_OF = select(
    _CONSENTS.at,
    _CONSENTS.e164,
    _CONSENTS.kind,
    _CONSENTS.purpose,
    _CONSENTS.clerk,
    _CONSENTS.source,
    _CONSENTS.wording,
).where(among(_CONSENTS.e164, "numbers"))
_leaves = func.coalesce(M.posted_at, M.not_before)
_undecided = M.state == State.UNKNOWN
_counts = M.state.in_(bindparam("counting", expanding=True)) & (_leaves >= bindparam("since", type_=M.not_before.type))
_PAST_OF = select(M.id, M.e164, _leaves, M.body, _counts, _undecided).where(
    among(M.e164, "numbers"), _counts | _undecided
)


def number_facts(
    session: Session,
    numbers: Collection[str],
    since: datetime,
    counting: Collection[State],
    *,
    without: Collection[int] = (),
) -> NumberFacts:
    """Active refusals, the consent log, and what went to these numbers since then, not counting `without`, with what
    is 結果不明.
    """
    stops: dict[str, list[Stop]] = defaultdict(list)
    consents: dict[str, list[ConsentRecord]] = defaultdict(list)
    past: dict[str, list[Past]] = defaultdict(list)
    undecided: dict[str, list[str]] = defaultdict(list)
    for e164, at, clerk, reason, purpose in rows_of(session, _STOPS_OF, "numbers", numbers):
        stops[e164].append(Stop(e164, at, clerk, reason, Purpose(purpose) if purpose else None))
    for row in rows_of(session, _CONSENTS_OF, "numbers", numbers):
        record = ConsentRecord(*row)
        consents[record.e164].append(record)
    found = rows_of(session, _PAST_OF, "numbers", numbers, counting=list(counting), since=since)
    for id_, e164, at, body, counts, is_undecided in found:
        if counts and id_ not in without:
            past[e164].append(Past(at, body, id_))
        if is_undecided and id_ not in without:
            undecided[e164].append(body)
    return NumberFacts(stops, consents, past, undecided)


_ADDRESSEES = select(
    _CUSTOMERS.id,
    _CUSTOMERS.mobile_e164,
    _CUSTOMERS.flag_sms,
    _CUSTOMERS.is_dummy,
    _CUSTOMERS.number_bad,
    _CUSTOMERS.archived_at.is_not(None),
).where(among(_CUSTOMERS.id, "ids"))
"""The id, then in the order of the fields of `Addressee`."""


def addressees(session: Session, customers: Collection[int]) -> dict[int, Addressee]:
    """What the rules look at in these customers, by id."""
    return {id_: Addressee(*rest) for id_, *rest in rows_of(session, _ADDRESSEES, "ids", customers)}


_ABOUT = select(_VEHICLES.id, _VEHICLES.customer_id, _VEHICLES.sms, _VEHICLES.archived_at.is_not(None)).where(
    among(_VEHICLES.id, "ids")
)
"""The id, then in the order of the fields of `AboutVehicle`."""


def about_vehicles(session: Session, vehicles: Collection[int]) -> dict[int, AboutVehicle]:
    """What the rules look at in these vehicles, by id."""
    return {id_: AboutVehicle(*rest) for id_, *rest in rows_of(session, _ABOUT, "ids", vehicles)}
