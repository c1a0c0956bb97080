"""照会: find a customer while typing, and everything the card shows of one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.db import cards, exporting, history, inquiry, numbers
from dreampower_sms.db.cards import CustomerLine
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.exporting import WholeCustomer
from dreampower_sms.domain.history import HistoryFilter
from dreampower_sms.domain.look_up import ask
from dreampower_sms.domain.messages import MessageRow, Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, Customer, Vehicle
from dreampower_sms.domain.people import Stop as StopEntry
from dreampower_sms.domain.phone import ParsedPhone, parse_phone
from dreampower_sms.domain.reach import worth_a_call
from dreampower_sms.domain.sendable import consent_for

FIRST = 200
"""Customers that are shown while typing; 検索 shows all."""

LAST_MESSAGES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question: ids in kana order, and the rows of the first page."""

    text: str
    ids: Sequence[int]
    rows: Mapping[int, CustomerLine]
    more: bool
    """There are more than were asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that 照会 shows of one customer."""

    customer: Customer
    phone: ParsedPhone
    vehicles: Sequence[Vehicle]
    stops: Sequence[StopEntry]
    consents: Sequence[ConsentRecord]
    messages: Sequence[MessageRow]
    """The last ones, newest first."""
    sharing: int
    """How many other customers have the same mobile number."""
    to_call: Collection[int] = ()
    """Those of the messages that have been 圏外 so long that a call is better than waiting."""

    @property
    def stopped(self) -> bool:
        """Whether every message to the number is stopped."""
        return any(stop.purpose is None for stop in self.stops)

    @property
    def stopped_purposes(self) -> Sequence[Purpose]:
        """What is stopped for itself."""
        return [stop.purpose for stop in self.stops if stop.purpose is not None]

    def consent(self, purpose: Purpose) -> ConsentKind | None:
        """The last word of the consent log on a purpose."""
        return consent_for(self.consents, purpose)


class Inquiry:
    """Reads for 照会. Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def find(self, text: str, limit: int = FIRST, stop: Stop | None = None) -> Found:
        """The customers who fit what was typed. `stop` ends the query on the server (`SearchStopped`)."""
        with self._database.stoppable(stop or Stop()) as session:
            ids = inquiry.find(session, ask(text), limit + 1)
            shown = ids[:limit]
            return Found(text, shown, cards.lines(session, shown[:FIRST]), len(ids) > limit)

    def lines(self, ids: Sequence[int]) -> Mapping[int, CustomerLine]:
        """The rows of a list for these customers."""
        with self._database.read() as session:
            return cards.lines(session, ids)

    def whole_rows(self, ids: Sequence[int]) -> list[WholeCustomer]:
        """Everything that is kept of these customers, in this order: for an export."""
        with self._database.read() as session:
            return exporting.customers(session, ids)

    def card(self, customer_id: int) -> Card | None:
        """The card of a customer; None when there is no such customer any more."""
        with self._database.read() as session:
            customer = cards.customer(session, customer_id)
            if customer is None:
                return None
            phone = parse_phone(customer.mobile)
            number = phone.e164 if phone.sendable and phone.e164 else ""
            newest = history.page(session, HistoryFilter(customer_id=customer_id), LAST_MESSAGES)
            lost = numbers.out_of_reach(session, [message.id for message in newest])
            now = self._clock()
            return Card(
                customer=customer,
                phone=phone,
                vehicles=cards.vehicles(session, customer_id),
                stops=cards.stops(session, number),
                consents=cards.consents(session, number),
                messages=newest,
                sharing=cards.sharing(session, customer_id, number),
                to_call=frozenset(id_ for id_, left in lost.items() if worth_a_call(left, now)),
            )
