"""Delivery results: which messages to ask about, and what came back. Every event is kept, not only the last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import MESSAGES, M, Step, StepOfEach, run
from dreampower_sms.db.tables_messages import DeliveryEventRow
from dreampower_sms.domain.messages import Move, State

NO_RESULT = "no_result"
"""Code of a message about which the gateway said nothing final in all the time that it was asked."""

_CODE, _DETAIL = 40, 300
_EVENTS = cast("Table", DeliveryEventRow.__table__)
_THIS = M.id == bindparam("message_id")


@dataclass(frozen=True, slots=True)
class Open:
    """A message whose fate is not known yet."""

    id: int
    reference: str
    gateway_id: str
    e164: str
    state: State
    posted_at: datetime
    asks: int


@dataclass(frozen=True, slots=True)
class Event:
    """One delivery event as it is stored."""

    delivery: str
    at: datetime
    code: str = ""
    detail: str = ""
    source: str = ""
    """Which gateway said so."""

    def words(self) -> dict[str, str]:
        """What it says, cut to what the columns hold."""
        return {"delivery": self.delivery, "code": self.code[:_CODE], "detail": self.detail[:_DETAIL]}


@dataclass(frozen=True, slots=True)
class Question:
    """When a message is asked about again."""

    message_id: int
    asks: int
    """How often it was asked about by then."""
    at: datetime
    charged_units: int | None = None
    """What the gateway said so far, None where it did not."""


_OPEN = (
    select(M.id, M.reference, M.gateway_id, M.e164, M.state, func.coalesce(M.posted_at, M.created_at), M.asks)
    .where(
        M.next_ask_at <= bindparam("now", type_=M.next_ask_at.type),
        M.contract_id == bindparam("contract"),
        M.state.in_((State.ACCEPTED, State.UNKNOWN)),
    )
    .order_by(M.next_ask_at, M.id)
    .limit(bindparam("room"))
)


def due(session: Session, contract: str, now: datetime, limit: int) -> list[Open]:
    """The messages of a contract about which it is time to ask, the longest due first."""
    return [Open(*row) for row in run(session, _OPEN, {"now": now, "contract": contract, "room": limit})]


_NEXT = (
    select(M.next_ask_at)
    .where(M.next_ask_at.is_not(None), M.contract_id.in_(bindparam("contracts", expanding=True)))
    .order_by(M.next_ask_at)
    .limit(1)
)


def next_due(session: Session, contracts: Collection[str]) -> datetime | None:
    """When it will be time to ask again, or None when nothing is open."""
    return run(session, _NEXT, {"contracts": list(contracts)}).scalar()


_ASK_NOW = (
    update(MESSAGES)
    .where(
        M.id.in_(bindparam("ids", expanding=True)),
        M.state == State.UNKNOWN,
        M.contract_id.in_(bindparam("contracts", expanding=True)),
    )
    .values(next_ask_at=bindparam("at", type_=M.next_ask_at.type), asks=0)
    .returning(M.id)
)


def ask_now(session: Session, ids: Collection[int], contracts: Collection[str], now: datetime) -> list[int]:
    """Ask once more about these 結果不明 of these contracts, from the beginning. Returns those that are asked about."""
    return sorted(run(session, _ASK_NOW, {"ids": list(ids), "contracts": list(contracts), "at": now}).scalars())


_LAST = select(func.max(_EVENTS.c.id)).where(_EVENTS.c.message_id.in_(bindparam("ids", expanding=True)))
_LAST_EVENTS = select(_EVENTS.c.message_id, _EVENTS.c.delivery, _EVENTS.c.code, _EVENTS.c.detail).where(
    _EVENTS.c.id.in_(_LAST.group_by(_EVENTS.c.message_id))
)
_ADD_EVENTS = insert(_EVENTS)


def keep(session: Session, events: Mapping[int, Event], now: datetime) -> set[int]:
    """Write down what was said of each message, unless it only repeats its last event. Returns those with news."""
    if not events:
        return set()
    last = {id_: tuple(said) for id_, *said in run(session, _LAST_EVENTS, {"ids": list(events)})}
    new = {id_: event for id_, event in events.items() if last.get(id_) != tuple(event.words().values())}
    if new:
        rows = [
            {"message_id": id_, "at": event.at, "recorded_at": now, "source": event.source, **event.words()}
            for id_, event in new.items()
        ]
        run(session, _ADD_EVENTS, rows)
    return set(new)


_FOUND = Step(Move.FIND, _THIS, writes=(M.gateway_id,), sets={M.sent_at: M.posted_at, M.code: "", M.detail: ""})


def found(session: Session, message_id: int, gateway_id: str) -> list[int]:
    """The gateway knows a message whose answer was lost: it was accepted after all."""
    return _FOUND(session, message_id=message_id, to_gateway_id=gateway_id)


_CHARGED = func.coalesce(bindparam("said_units", type_=M.charged_units.type), M.charged_units)
_SETTLE = {
    move: StepOfEach(
        move, writes=(M.code, M.detail, M.settled_at), sets={M.next_ask_at: None, M.charged_units: _CHARGED}
    )
    for move in (Move.DELIVER, Move.FAIL)
}


def settle(session: Session, move: Move, ends: Mapping[int, tuple[Event, int | None]]) -> list[int]:
    """Delivered, or failed for good (`Move.DELIVER`, `Move.FAIL`): nothing more is asked. Each with its last event and
    the units that the gateway charged, None where it did not say.

    Guards against a result that comes twice or late: only a message that still waits for one changes.
    """
    values: dict[int, dict[str, Any]] = {}
    for id_, (event, units) in ends.items():
        said = event.words()
        words = {"to_code": said["code"], "to_detail": said["detail"]}
        values[id_] = {**words, "to_settled_at": event.at, "said_units": units}
    return _SETTLE[move](session, values)


_EXPIRE = Step(Move.EXPIRE, _THIS, sets={M.code: NO_RESULT, M.next_ask_at: None})
_ASK_NO_MORE = update(MESSAGES).where(_THIS, M.state == State.UNKNOWN).values(next_ask_at=None)


def expire(session: Session, message_id: int) -> list[int]:
    """Nothing final came in all the time: an accepted message becomes 結果不明, an unknown one is asked no more."""
    changed = _EXPIRE(session, message_id=message_id)
    if not changed:
        run(session, _ASK_NO_MORE, {"message_id": message_id})
    return changed


_ASK_AGAIN = (
    update(MESSAGES)
    .where(_THIS, M.next_ask_at.is_not(None))
    .values(
        asks=bindparam("to_asks", type_=M.asks.type),
        next_ask_at=bindparam("at", type_=M.next_ask_at.type),
        charged_units=_CHARGED,
    )
)


def ask_again(session: Session, questions: Sequence[Question]) -> None:
    """Ask once more about these. Not about a message that a person has decided about meanwhile."""
    if questions:
        run(
            session,
            _ASK_AGAIN,
            [
                {"message_id": one.message_id, "to_asks": one.asks, "at": one.at, "said_units": one.charged_units}
                for one in questions
            ],
        )
