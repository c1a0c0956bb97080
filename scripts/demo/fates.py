"""What became of each past message."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scripts.demo.dice import Dice
from scripts.demo.records import ANCHOR, Event, Message

_UNDELIVERED, _LATE = 0.035, 0.06
_OPEN_DAYS = 3


class Fates:
    """Gives each message its end."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self._dice, self._reasons = Dice("fates"), reasons

    def settle(self, message: Message, number: str, left: datetime) -> None:
        """Let the message leave at `left`; the last four digits of practice numbers decide."""
        message.sent_at = left
        last = number[-4:]
        if last == "0001":
            message.state, message.code = "rejected", "practice_refused"
            message.sent_at, message.settled_at = None, left
        elif last == "0002":
            self._fail(message, "practice_undelivered")
        elif last == "0004":
            self._lose(message)
        elif last == "0005" or self._dice.happens(_LATE):
            self._deliver(message, late=True)
        elif self._dice.happens(_UNDELIVERED):
            self._fail(message, "")
        else:
            self._deliver(message, late=False)

    def finish(self, messages: Sequence[Message]) -> None:
        """Lose the answers of a few: one stays 結果不明, the others were cleared up by somebody."""
        plain = [one for one in messages if one.state == "delivered" and len(one.events) == 1 and one.sent_at]
        fresh = [one for one in plain if (ANCHOR - one.created_at.date()).days <= 2 * _OPEN_DAYS]
        older = [one for one in plain if (ANCHOR - one.created_at.date()).days > 4 * _OPEN_DAYS]
        self._lose(self._dice.one(fresh))
        sent, not_sent = self._dice.some(older, 2)
        for message, state, reason in ((sent, "accepted", "sent"), (not_sent, "rejected", "not_sent")):
            self._lose(message)
            message.state, message.decided_by = state, self._dice.clerk()
            message.decided_at = message.created_at + timedelta(hours=3, minutes=20)
            message.decided_reason = self._reasons[reason]
        not_sent.settled_at = not_sent.decided_at

    def _lose(self, message: Message) -> None:
        message.state, message.code = "unknown", "timeout"
        message.sent_at, message.settled_at, message.events = None, None, []

    def _fail(self, message: Message, code: str) -> None:
        assert message.sent_at is not None
        at = message.sent_at + timedelta(seconds=self._dice.count(4, 40))
        message.state, message.code, message.settled_at = "undelivered", code, at
        message.events.append(Event("failed", at, code))

    def _deliver(self, message: Message, *, late: bool) -> None:
        assert message.sent_at is not None
        at = message.sent_at + timedelta(seconds=self._dice.count(3, 25))
        if late:
            message.events.append(Event("unreachable", at, ""))
            at += timedelta(minutes=self._dice.count(20, 600))
        message.state, message.settled_at = "delivered", at
        message.events.append(Event("delivered", at))
