"""Consent: recorded with its exact words, shown as a time line, proved on paper.

Records are only added (特定電子メール法 3条2項 wants them kept). Where a number is shared, its story is everybody's.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dreampower_sms.db import audit, cards, messages
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, StopRow
from dreampower_sms.db.tables_shop import AuditRow, SettingRow
from dreampower_sms.domain.consent import Entry, Happened, in_order
from dreampower_sms.domain.leaflet import LONGEST_CONSENT, MOST_CONSENT_LINES
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, Customer
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.services.errors import ServiceError

_WORDING = "consent_wording"
_SHOP = "shop"
_LONGEST_SOURCE = 120
_CHANGES_NUMBER = ("customer_saved", "customer_undone", "number_into_memo", "number_from_memo")
"""Actions of the audit log that may have changed the mobile number."""


class ConsentWrong(ServiceError):
    """A consent can't be recorded as it is."""

    code = "consent_no_number"


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is on record about writing to one customer."""

    customer: Customer
    e164: str
    """The number that gets an SMS today; "" when there is none."""
    entries: Sequence[Entry]
    """The newest first."""
    stopped: bool
    """Everything to the number is stopped."""
    stopped_purposes: Sequence[Purpose]
    sharing: Sequence[str]
    """Names of other customers with the same number, for whom all of it holds, too."""


class Consent:
    """Reads and adds consent records. Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._clock, self._pc = database, clock, pc or socket.gethostname()

    def story(self, customer_id: int) -> Story | None:
        """The time line of a customer; None when there is no such customer any more."""
        with self._database.read() as session:
            customer = cards.customer(session, customer_id)
            if customer is None:
                return None
            phone = parse_phone(customer.mobile)
            e164 = phone.e164 if phone.sendable and phone.e164 else ""
            numbers = _numbers(session, customer_id, e164)
            entries = [
                *_consents(session, customer_id, numbers),
                *_stops(session, numbers),
                *_changes(session, customer_id),
            ]
            stops = cards.stops(session, e164)
            return Story(
                customer,
                e164,
                in_order(entries),
                stopped=any(stop.purpose is None for stop in stops),
                stopped_purposes=[stop.purpose for stop in stops if stop.purpose is not None],
                sharing=_sharing(session, customer_id, e164),
            )

    def record(
        self,
        customer_id: int,
        e164: str,
        kind: ConsentKind,
        purpose: Purpose | None,
        *,
        source: str,
        wording: str,
        clerk: str,
        for_leaflet: bool = False,
    ) -> None:
        """Add a record; `for_leaflet`: all customers are asked to sign its words from now on.

        Raises `ConsentWrong` without a number, for consent without the words agreed to, and for words that are too
        long for the leaflet.
        """
        if not e164:
            raise ConsentWrong
        if kind is ConsentKind.GRANTED and not wording.strip():
            raise ConsentWrong("consent_no_wording")
        if len(source) > _LONGEST_SOURCE:
            raise ConsentWrong("text_too_long", limit=str(_LONGEST_SOURCE), over=str(len(source) - _LONGEST_SOURCE))
        with self._database.write() as session:
            messages.lock_numbers(session, [e164])  # a withdrawal is seen by every sender that looks after it
            now = self._clock()
            session.add(
                ConsentRow(
                    customer_id=customer_id, e164=e164, kind=kind, purpose=purpose, at=now, clerk=clerk,
                    source=source.strip(), wording=wording.strip(),
                )
            )  # fmt: skip
            if for_leaflet:
                _keep_wording(session, wording)
            audit.note(session, By(clerk, self._pc, now), f"consent_{kind}", "number", e164, purpose=purpose or "")

    def wording(self) -> str:
        """The text that customers are asked to agree to; "" until the shop wrote its own."""
        with self._database.read() as session:
            return str(session.scalar(select(SettingRow.value).where(*_wording_row())) or "")

    def save_wording(self, text: str) -> None:
        """Keep the shop's text. Records keep the words that were agreed to. Raises `ConsentWrong` when it is long."""
        with self._database.write() as session:
            _keep_wording(session, text)


def _keep_wording(session: Session, text: str) -> None:
    text = text.strip()
    if len(text) > LONGEST_CONSENT or len(text.splitlines()) > MOST_CONSENT_LINES:
        raise ConsentWrong("consent_wording_too_long", limit=str(LONGEST_CONSENT), lines=str(MOST_CONSENT_LINES))
    row = session.get(SettingRow, (_SHOP, _WORDING))
    if row is None:
        session.add(SettingRow(scope=_SHOP, key=_WORDING, value=text))
    else:
        row.value = text


def _wording_row() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SettingRow.scope == _SHOP, SettingRow.key == _WORDING


def _numbers(session: Session, customer_id: int, e164: str) -> set[str]:
    """The numbers that the customer has or had, as far as anything is on record about them."""
    had = session.scalars(select(ConsentRow.e164).where(ConsentRow.customer_id == customer_id))
    before = (parse_phone(old).e164 or "" for _, old, _ in _mobile_changes(session, customer_id))
    return {number for number in (e164, *had, *before) if number}


def _consents(session: Session, customer_id: int, numbers: set[str]) -> list[Entry]:
    wanted = select(ConsentRow).where(or_(ConsentRow.customer_id == customer_id, ConsentRow.e164.in_(numbers)))
    return [
        Entry(row.at, Happened(row.kind.value), row.e164, row.purpose, row.clerk, row.source, row.wording)
        for row in session.scalars(wanted)
    ]


def _stops(session: Session, numbers: set[str]) -> list[Entry]:
    entries: list[Entry] = []
    for row in session.scalars(select(StopRow).where(StopRow.e164.in_(numbers))):
        purpose = Purpose(row.purpose) if row.purpose else None
        entries.append(Entry(row.at, Happened.STOPPED, row.e164, purpose, row.clerk, row.reason))
        if row.lifted_at is not None:
            entries.append(Entry(row.lifted_at, Happened.LIFTED, row.e164, purpose, row.lifted_by, ""))
    return entries


def _changes(session: Session, customer_id: int) -> list[Entry]:
    return [
        Entry(row.at, Happened.NUMBER_CHANGED, parse_phone(new).e164 or "", None, row.clerk, old)
        for row, old, new in _mobile_changes(session, customer_id)
    ]


def _mobile_changes(session: Session, customer_id: int) -> list[tuple[AuditRow, str, str]]:
    wanted = select(AuditRow).where(
        AuditRow.entity == "customer", AuditRow.entity_id == str(customer_id), AuditRow.action.in_(_CHANGES_NUMBER)
    )
    rows = ((row, row.detail.get("changes", {}).get("mobile")) for row in session.scalars(wanted))
    return [(row, str(changed[0] or ""), str(changed[1] or "")) for row, changed in rows if changed]


def _sharing(session: Session, customer_id: int, e164: str) -> list[str]:
    if not e164:
        return []
    wanted = (
        select(CustomerRow.name)
        .where(CustomerRow.mobile_e164 == e164, CustomerRow.id != customer_id, CustomerRow.archived_at.is_(None))
        .order_by(CustomerRow.kana_key, CustomerRow.id)
    )
    return list(session.scalars(wanted))
