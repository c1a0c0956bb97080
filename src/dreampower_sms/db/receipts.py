"""Delivery results: which messages to ask about, and what came back. Every event is kept, not only the last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import move
from dreampower_sms.db.tables_messages import DeliveryEventRow, MessageRecord
from dreampower_sms.domain.messages import Move, State

NO_RESULT = "no_result"
"""Code of a message about which the gateway said nothing final in all the time that it was asked."""


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


def due(session: Session, contract: str, now: datetime, limit: int) -> list[Open]:
    """The messages of a contract about which it is time to ask, the longest due first."""
    rows = session.execute(
        select(_M.id, _M.reference, _M.gateway_id, _M.e164, _M.state, _M.posted_at, _M.created_at, _M.asks)
        .where(_M.next_ask_at <= now, _M.contract_id == contract, _M.state.in_((State.ACCEPTED, State.UNKNOWN)))
        .order_by(_M.next_ask_at, _M.id)
        .limit(limit)
    )
    return [
        Open(id_, reference, gateway_id, e164, state, posted or created, asks)
        for id_, reference, gateway_id, e164, state, posted, created, asks in rows
    ]


def next_due(session: Session, contracts: Collection[str]) -> datetime | None:
    """When it will be time to ask again, or None when nothing is open."""
    open_ones = select(_M.next_ask_at).where(_M.next_ask_at.is_not(None), _M.contract_id.in_(contracts))
    return session.scalar(open_ones.order_by(_M.next_ask_at).limit(1))


def keep(session: Session, message_id: int, event: Event, now: datetime) -> bool:
    """Write an event down, unless it only repeats the last one. Returns whether it was new."""
    last = session.execute(
        select(DeliveryEventRow.delivery, DeliveryEventRow.code, DeliveryEventRow.detail)
        .where(DeliveryEventRow.message_id == message_id)
        .order_by(DeliveryEventRow.id.desc())
        .limit(1)
    ).one_or_none()
    said = (event.delivery, event.code[:_CODE], event.detail[:_DETAIL])
    if last is not None and tuple(last) == said:
        return False
    values = dict(zip(("delivery", "code", "detail"), said, strict=True))
    row = {"message_id": message_id, "at": event.at, "recorded_at": now, "source": event.source, **values}
    session.execute(insert(DeliveryEventRow), [row])
    return True


def found(session: Session, message_id: int, gateway_id: str) -> list[int]:
    """The gateway knows a message whose answer was lost: it was accepted after all."""
    values = {_M.gateway_id: gateway_id, _M.sent_at: _M.posted_at, _M.code: "", _M.detail: ""}
    return move(session, Move.FIND, [_M.id == message_id], values)


def settle(session: Session, step: Move, message_id: int, event: Event, charged_units: int | None) -> list[int]:
    """Delivered, or failed for good (`Move.DELIVER`, `Move.FAIL`): nothing more is asked.

    Guards against a result that comes twice or late: only a message that still waits for one changes.
    """
    values: dict[Any, Any] = {
        _M.code: event.code[:_CODE],
        _M.detail: event.detail[:_DETAIL],
        _M.settled_at: event.at,
        _M.next_ask_at: None,
    }
    if charged_units is not None:
        values[_M.charged_units] = charged_units
    return move(session, step, [_M.id == message_id], values)


def expire(session: Session, message_id: int) -> list[int]:
    """Nothing final came in all the time: an accepted message becomes 結果不明, an unknown one is asked no more."""
    changed = move(session, Move.EXPIRE, [_M.id == message_id], {_M.code: NO_RESULT, _M.next_ask_at: None})
    if not changed:
        _write(session, [_M.id == message_id, _M.state == State.UNKNOWN], {_M.next_ask_at: None})
    return changed


def ask_again(session: Session, message_id: int, asks: int, at: datetime, charged_units: int | None) -> None:
    """Ask once more at `at`. Not for a message that a person has decided about meanwhile."""
    values: dict[Any, Any] = {_M.asks: asks, _M.next_ask_at: at}
    if charged_units is not None:
        values[_M.charged_units] = charged_units
    _write(session, [_M.id == message_id, _M.next_ask_at.is_not(None)], values)


_M = MessageRecord
_CODE, _DETAIL = 40, 300


def _write(session: Session, where: list[ColumnElement[bool]], values: Mapping[Any, Any]) -> None:
    statement = update(MessageRecord).where(*where).values(values)
    session.execute(statement.execution_options(synchronize_session=False))
