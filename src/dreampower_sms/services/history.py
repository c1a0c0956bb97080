"""送信履歴: what was sent, for lists, cards and the time line of one message."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dreampower_sms.db import cards, exporting, history
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.exporting import WholeMessage
from dreampower_sms.domain.history import HistoryFilter, HistoryKey, Timeline, Totals
from dreampower_sms.domain.messages import MessageRow
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.text import digits

PAGE = 200
_JAPAN = "+81"


@dataclass(frozen=True, slots=True)
class First:
    """The beginning of a list, which is painted while the rest of its ids is on the way."""

    rows: Sequence[MessageRow]

    @property
    def whole(self) -> bool:
        """Whether that is all there is."""
        return len(self.rows) < PAGE


class History:
    """Reads the history. Every call may come from any thread; with `stop` a query ends when nobody waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, wanted: HistoryFilter, limit: int = PAGE, after: HistoryKey | None = None, stop: Stop | None = None
    ) -> list[MessageRow]:
        """The newest messages that match, or those behind the row with the key `after`."""
        with self._database.stoppable(stop or Stop()) as session:
            return history.page(session, wanted, limit, after)

    def first(self, wanted: HistoryFilter, stop: Stop | None = None) -> First:
        """The first page of what matches."""
        return First(self.page(wanted, PAGE, stop=stop))

    def ids(self, wanted: HistoryFilter, limit: int | None = None, stop: Stop | None = None) -> "array[int]":
        """The ids of all that match, newest first, for a list that fetches rows where the eye is."""
        with self._database.stoppable(stop or Stop()) as session:
            return history.ids(session, wanted, limit)

    def rows(self, ids: Sequence[int]) -> list[MessageRow]:
        """These messages, in this order."""
        with self._database.read() as session:
            return history.rows(session, ids)

    def whole_rows(self, ids: Sequence[int]) -> list[WholeMessage]:
        """Everything that is kept of these messages, in this order: for an export."""
        with self._database.read() as session:
            return exporting.messages(session, ids)

    def count(self, wanted: HistoryFilter, stop: Stop | None = None) -> int:
        """How many match."""
        with self._database.stoppable(stop or Stop()) as session:
            return history.count(session, wanted)

    def totals(self, wanted: HistoryFilter, stop: Stop | None = None) -> Totals:
        """How many match, and what they are expected to cost."""
        with self._database.stoppable(stop or Stop()) as session:
            return history.totals(session, wanted)

    def clerks(self) -> list[str]:
        """Everybody who ever sent a message, also who has left."""
        with self._database.read() as session:
            return history.clerks(session)

    def customer_name(self, customer_id: int) -> str:
        """How this customer is called today, "" for one who is gone."""
        with self._database.read() as session:
            customer = cards.customer(session, customer_id)
        return customer.name if customer else ""

    def last_of(self, customer_id: int, limit: int = 5) -> list[MessageRow]:
        """The last messages of a customer, newest first."""
        with self._database.read() as session:
            return history.page(session, HistoryFilter(customer_id=customer_id), limit)

    def timeline(self, message_id: int) -> Timeline | None:
        """Everything that happened to one message, or None when there is none."""
        with self._database.read() as session:
            return history.timeline(session, message_id)


def with_number(wanted: HistoryFilter, typed: str) -> HistoryFilter:
    """The filter for a number as typed: a whole mobile number exactly, a piece of one wherever it stands."""
    phone = parse_phone(typed)
    if phone.sendable and phone.e164:
        return replace(wanted, e164=phone.e164, number_part="")
    national, abroad = typed.strip().removeprefix(_JAPAN), typed.strip().startswith(_JAPAN)
    part = digits(national)
    return replace(wanted, e164="", number_part=f"0{part}" if abroad and part else part)
