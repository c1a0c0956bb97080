"""送信履歴: what was sent, by any filter, without ever reading more than a page of it.

Newest first, by (history_at, id): a page begins behind the last row of the one before (keyset), so the thousandth
page costs what the first one does. What leaves while somebody reads moves up to now, like what has just been
written: the pages after it hold nothing twice, and the list read anew begins with it. Filters that no index serves
(a piece of the text) walk the index of their period or customer.
"""

from array import array
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, collate, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.tables_messages import AttemptRow, DeliveryEventRow, JobRow, MessageRecord
from dreampower_sms.db.tables_people import CustomerRow
from dreampower_sms.domain.history import FREE, Attempt, HistoryFilter, HistoryKey, Result, Timeline, Totals
from dreampower_sms.domain.messages import MessageRow, State
from dreampower_sms.domain.text import kana_key, search_key

_M = MessageRecord


def page(session: Session, wanted: HistoryFilter, limit: int, after: HistoryKey | None = None) -> list[MessageRow]:
    """The newest `limit` messages, or those behind `after`, the key of the last row already shown."""
    where = _where(session, wanted)
    if after is not None:
        # a row value, because both databases seek it in the index; the same spelt out with OR walks there (200 ms)
        place = tuple_(literal(after.at, _M.history_at.type), literal(after.id))
        where.append(tuple_(_M.history_at, _M.id) < place)
    return _rows(session, _row_columns().where(*where).order_by(_M.history_at.desc(), _M.id.desc()).limit(limit))


def ids(session: Session, wanted: HistoryFilter, limit: int | None = None) -> "array[int]":
    """The ids of all that match, newest first, 8 bytes each, for a list that fetches its rows where the eye is."""
    matching = select(_M.id).where(*_where(session, wanted)).order_by(_M.history_at.desc(), _M.id.desc())
    return array("q", (row[0] for row in session.execute(matching.limit(limit))))


def count(session: Session, wanted: HistoryFilter) -> int:
    """How many match."""
    return session.scalar(select(func.count()).select_from(_M).where(*_where(session, wanted))) or 0


def totals(session: Session, wanted: HistoryFilter) -> Totals:
    """How many match, and what they are expected to cost."""
    paid = func.sum(_M.price).filter(_M.state.not_in(FREE))
    [row] = session.execute(select(func.count(), paid).select_from(_M).where(*_where(session, wanted)))
    return Totals(row[0], row[1] or Decimal(0))


def clerks(session: Session) -> list[str]:
    """Everybody who ever sent, by name: from name to name in the index, where DISTINCT reads all of it (150 ms)."""
    found: list[str] = []
    last: str | None = ""
    while last := session.scalar(select(func.min(_M.clerk)).where(_M.clerk > last)):
        found.append(last)
    return found


def rows(session: Session, wanted: Sequence[int]) -> list[MessageRow]:
    """These messages in this order; an id without a message is left out."""
    found = {row.id: row for row in _rows(session, _row_columns().where(_M.id.in_(wanted)))}
    return [found[id_] for id_ in wanted if id_ in found]


def timeline(session: Session, message_id: int) -> Timeline | None:
    """Everything that happened to one message, or None."""
    message = session.get(MessageRecord, message_id)
    if message is None:
        return None
    [row] = rows(session, [message_id])
    attempts = session.scalars(select(AttemptRow).where(AttemptRow.message_id == message_id).order_by(AttemptRow.no))
    events = session.scalars(
        select(DeliveryEventRow).where(DeliveryEventRow.message_id == message_id).order_by(DeliveryEventRow.id)
    )
    return Timeline(
        message=row,
        vehicle_id=message.vehicle_id,
        not_before=message.not_before,
        held=message.held_code,
        override_codes=tuple(filter(None, message.override_code.split(","))),
        override_reason=message.override_reason,
        attempts=tuple(Attempt(a.no, a.started_at, a.ended_at, a.outcome, a.code, a.detail) for a in attempts),
        results=tuple(Result(e.at, e.recorded_at, e.delivery, e.code, e.detail, e.source) for e in events),
        gateway_id=message.gateway_id,
        charged_units=message.charged_units,
        settled_at=message.settled_at,
        decided_by=message.decided_by,
        decided_at=message.decided_at,
        decided_reason=message.decided_reason,
    )


_SHOWN_NUMBER = literal("0") + func.substr(_M.e164, len("+81") + 1, type_=_M.e164.type)
"""The number as everybody writes it: the 81 in front of all of them is no part of what is looked for."""
_NOT_DELIVERED = text("messages.state <> 'delivered'")
"""Says to SQLite that `ix_messages_not_delivered` holds all of these states; PostgreSQL sees it by itself, and with
the condition said twice it would expect fewer rows than there are."""


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _where(session: Session, wanted: HistoryFilter) -> list[ColumnElement[bool] | TextClause]:
    where: list[ColumnElement[bool] | TextClause] = [column == value for column, value in _equal(wanted) if value]
    if wanted.since is not None:
        where.append(_M.history_at >= wanted.since)
    if wanted.until is not None:
        where.append(_M.history_at < wanted.until)
    if wanted.states:
        where.append(_M.state.in_(wanted.states))
        if State.DELIVERED not in wanted.states and _is_sqlite(session):
            where.append(_NOT_DELIVERED)
    if wanted.number_part:
        where.append(_SHOWN_NUMBER.contains(wanted.number_part, autoescape=True))
    if wanted.job_title:
        where.append(_M.job_id.in_(select(JobRow.id).where(_holds(session, JobRow.title, wanted.job_title))))
    if wanted.name:
        where.append(_named(session, wanted.name))
    if wanted.text:
        where.append(_holds(session, _M.body, wanted.text))
    return where


def _holds(session: Session, column: InstrumentedAttribute[str], piece: str) -> ColumnElement[bool]:
    """Whether the text has this piece; a–z is A–Z, everything else as it stands, on both databases.

    SQLite's LIKE is like that by itself. On PostgreSQL the C collation is, and it spares the fold of every row by the
    language of the server (three times the time), which a piece without Latin letters needs not at all.
    """
    if _is_sqlite(session) or not any(c.isascii() and c.isalpha() for c in piece):
        return column.contains(piece, autoescape=True)
    folded = "".join(c.lower() if c.isascii() else c for c in piece)
    return func.lower(collate(column, "C")).contains(folded, autoescape=True)


def _named(session: Session, piece: str) -> ColumnElement[bool]:
    """The name as it was, or name and reading as they are: by the keys of the search, so やまだ finds 山田."""
    keys = ((CustomerRow.name_key, search_key(piece)), (CustomerRow.kana_key, kana_key(piece)))
    today = [column.contains(key, autoescape=True) for column, key in keys if key]
    was = _holds(session, _M.customer_name, piece)
    return or_(was, _M.customer_id.in_(select(CustomerRow.id).where(or_(*today)))) if today else was


def _equal(wanted: HistoryFilter) -> tuple[tuple[InstrumentedAttribute[Any], object], ...]:
    return (
        (_M.customer_id, wanted.customer_id),
        (_M.e164, wanted.e164),
        (_M.clerk, wanted.clerk),
        (_M.purpose, wanted.purpose),
        (_M.job_id, wanted.job_id),
    )


_COLUMNS = (
    _M.id, _M.job_id, _M.created_at, _M.history_at, _M.sent_at, _M.customer_id, _M.customer_name, _M.e164, _M.body,
    _M.units, _M.tier, _M.price, _M.state, _M.code, _M.clerk, _M.purpose, JobRow.title,
    JobRow.scheduled_at,
)  # fmt: skip
"""In the order of the fields of `MessageRow`."""


def _row_columns() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).join(JobRow, JobRow.id == _M.job_id)


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[MessageRow]:
    return [MessageRow(*row) for row in session.execute(statement)]
