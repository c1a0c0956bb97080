"""What became of messages at 空電: few calls for many messages.

A list gives at most 100 messages a call, of a time of acceptance, and can be filtered by result. So:

- messages that were sent near each other are listed together: first those that are done, then those out of reach;
- where a list shows mostly messages that nobody asked about (stragglers of a large job), the messages still under way
  are listed instead, and of the others each is asked about by itself;
- messages that stand alone, and those whose answer was lost, are asked about one by one, the latter by our reference.

One question never costs more than `MOST_CALLS`. What it did not get to has no news yet and is asked about again.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, cast

from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.http import Web
from dreampower_sms.gateways.outcome import Delivery, Receipt
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.reply import part, plain_id

MOST_CALLS = 60
PER_PAGE = 100
"""The OpenAPI file's maximum."""
_FEW = 3
"""So many are asked about one by one: a list would cost as much."""
_NEAR = timedelta(minutes=20)
_SLACK = timedelta(minutes=5)
"""How far the provider's clock and the shop's may differ unnoticed. Less than half of `_NEAR`: no two lists overlap."""
_JAPAN = timezone(timedelta(hours=9))
_STRANGERS = 0.7
"""A page with more messages than this share that nobody asked about is not worth a second one."""
_NOT_FOUND = 404

Item = Mapping[str, Any]

_AFTER_SENDING = {
    "received": (Delivery.DELIVERED, ""),
    "unconnected": (Delivery.UNREACHABLE, "karaden_unconnected"),
    "error": (Delivery.FAILED, "karaden_undelivered"),
    "unknown": (Delivery.PENDING, "karaden_result_unknown"),
}
"""Codes of `sent_result`. 「不明」 is no result: it stays open until the time for asking is over, then 結果不明."""
_WITHOUT_SENDING = {
    "error": (Delivery.FAILED, "karaden_send_error"),
    "processing_error": (Delivery.FAILED, "karaden_send_error"),
    "canceled": (Delivery.FAILED, "karaden_canceled"),
}
"""Codes of `status`."""


@dataclass(slots=True)
class _Question:
    """What is asked in one go, and what is known so far."""

    wanted: Mapping[str, Sent]
    """By reference."""
    ids: Mapping[str, str]
    """Gateway id to reference."""
    found: dict[str, Item] = field(default_factory=dict[str, Item])
    nothing: set[str] = field(default_factory=set[str])
    """References that the provider does not know."""
    quiet: set[str] = field(default_factory=set[str])
    """References without news: still under way."""
    calls: int = 0

    @property
    def spent(self) -> bool:
        """Whether no call is left."""
        return self.calls >= MOST_CALLS

    def take(self, items: Sequence[Item]) -> int:
        """Keep those that were asked about. Returns how many."""
        before = len(self.found)
        for item in items:
            if (reference := self._reference(item)) is not None:
                known = self.found.get(reference)
                # One reference is sent once. Should the list hold it twice all the same, one that arrived counts.
                if known is None or item.get("sent_result") == "received":
                    self.found[reference] = item
        return len(self.found) - before

    def open(self, sent: Sequence[Sent]) -> list[Sent]:
        """Those of which nothing is known yet."""
        known = self.found.keys() | self.nothing | self.quiet
        return [one for one in sent if one.reference not in known]

    def _reference(self, item: Item) -> str | None:
        ours = next((tag for tag in _tags(item) if isinstance(tag, str) and tag in self.wanted), None)
        return ours or self.ids.get(str(item.get("id", "")))


class Results:
    """Asks for results. Thread-safe, as it keeps nothing between questions."""

    def __init__(self, web: Web, path: str, clock: Callable[[], datetime]) -> None:
        self._web, self._path, self._clock = web, path, clock

    def of(self, sent: Sequence[Sent]) -> list[Receipt]:
        """Receipts of those with news. Raises `GatewayUnavailable` when nothing at all could be learnt."""
        ids = {one.gateway_id: one.reference for one in sent if one.gateway_id}
        question = _Question({one.reference: one for one in sent}, ids)
        try:
            self._ask(question, sent)
        except GatewayUnavailable:
            if not (question.found or question.nothing):
                raise
        now = self._clock()
        receipts = [_receipt(question.wanted[reference], item, now) for reference, item in question.found.items()]
        return receipts + [Receipt(reference, "", Delivery.NOT_FOUND, now) for reference in question.nothing]

    def id_of(self, reference: str) -> str:
        """The provider's id of a message; "" when it knows none. Raises `GatewayUnavailable`."""
        items, _ = self._list({"tag": reference}, 1)
        return next((plain_id(item.get("id")) for item in items if reference in _tags(item)), "")

    def _ask(self, question: _Question, sent: Sequence[Sent]) -> None:
        alone, crowds = _split(sent)
        for crowd in crowds:
            self._ask_crowd(question, crowd)
            alone += question.open(crowd)
        random.shuffle(alone)  # when the calls don't suffice, others come first the next time
        for one in sorted(question.open(alone), key=_has_id):
            if question.spent:
                return
            self._ask_one(question, one)

    def _ask_crowd(self, question: _Question, crowd: Sequence[Sent]) -> None:
        complete = self._lists(question, crowd, timedelta(0))
        if complete and (still_open := question.open(crowd)):
            # Nothing says yet that the list was of the right time: a PC's clock may be wrong by hours.
            skew = _skew(question, crowd)
            if skew is None and not question.spent:
                self._ask_one(question, random.choice(still_open))
                skew = _skew(question, crowd)
            if skew is not None and abs(skew) > _SLACK / 2:
                complete = self._lists(question, crowd, skew)
        if complete:  # what is neither done nor out of reach is under way; only a lost answer has to be looked for
            question.quiet |= {one.reference for one in question.open(crowd) if one.gateway_id}

    def _lists(self, question: _Question, crowd: Sequence[Sent], skew: timedelta) -> bool:
        """Read the lists of a crowd's time. Returns whether they were read to their end."""
        times = [_posted(one) + skew for one in crowd]
        window = {"start_at": _text(min(times) - _SLACK), "end_at": _text(max(times) + _SLACK)}
        if self._read_list(question, crowd, {**window, "result": "done"}):
            return self._read_list(question, crowd, {**window, "sent_result": "unconnected"})
        self._read_list(question, crowd, {**window, "result": "processing"})
        return False

    def _read_list(self, question: _Question, crowd: Sequence[Sent], params: Mapping[str, str]) -> bool:
        """Page through a list. Returns whether all of it was read, or all that was asked about found."""
        page, more = 0, True
        while more and question.open(crowd):
            if question.spent:
                return False
            page += 1
            question.calls += 1
            items, more = self._list(params, page)
            ours = question.take(items)
            if more and ours < len(items) * (1 - _STRANGERS):
                return False
        return True

    def _ask_one(self, question: _Question, one: Sent) -> None:
        question.calls += 1
        if one.gateway_id:
            reply = self._web.query("GET", f"{self._path}/{one.gateway_id}", also={_NOT_FOUND})
            item = None if reply.status == _NOT_FOUND else reply.object()
            if item is None and reply.status != _NOT_FOUND:
                raise GatewayUnavailable
            if item is not None:
                question.found[one.reference] = item
        else:
            items, _ = self._list({"tag": one.reference}, 1)
            question.take(items)
        if one.reference not in question.found:
            question.nothing.add(one.reference)

    def _list(self, params: Mapping[str, str], page: int) -> tuple[list[Item], bool]:
        """One page, and whether there are more. Raises `GatewayUnavailable`."""
        paging = {"page": str(page), "per_page": str(PER_PAGE)}
        said = self._web.query("GET", self._path, params={**params, **paging}).object()
        data: object = said.get("data") if said is not None else None
        if said is None or not isinstance(data, list):
            raise GatewayUnavailable
        items = [cast("Item", item) for item in cast("list[object]", data) if isinstance(item, dict)]
        return items, said.get("has_more") is True and bool(items)


def _split(sent: Sequence[Sent]) -> tuple[list[Sent], list[list[Sent]]]:
    """Those that stand alone in time, and the crowds, oldest first."""
    timed = sorted((one for one in sent if one.posted_at is not None), key=_posted)
    alone = [one for one in sent if one.posted_at is None]
    crowds: list[list[Sent]] = []
    for crowd in _crowds(timed):
        if len(crowd) <= _FEW:
            alone += crowd
        else:
            crowds.append(crowd)
    return alone, crowds


def _crowds(timed: Sequence[Sent]) -> Iterator[list[Sent]]:
    crowd: list[Sent] = []
    for one in timed:
        if crowd and _posted(one) - _posted(crowd[-1]) > _NEAR:
            yield crowd
            crowd = []
        crowd.append(one)
    if crowd:
        yield crowd


def _posted(one: Sent) -> datetime:
    assert one.posted_at is not None  # noqa: S101  only those that have it are sorted by it
    return one.posted_at


def _skew(question: _Question, crowd: Sequence[Sent]) -> timedelta | None:
    """How far the provider's clock is ahead of the shop's, by a message of which both times are known."""
    for one in crowd:
        item = question.found.get(one.reference)
        if item is not None and (taken := _moment(item, "created_at")) is not None:
            return taken - _posted(one)
    return None


def _has_id(one: Sent) -> bool:
    return bool(one.gateway_id)


def _tags(item: Item) -> Sequence[object]:
    tags: object = item.get("tags")
    return cast("list[object]", tags) if isinstance(tags, list) else ()


def _receipt(sent: Sent, item: Item, now: datetime) -> Receipt:
    delivery, code = _WITHOUT_SENDING.get(str(item.get("status"))) or _AFTER_SENDING.get(
        str(item.get("sent_result")), (Delivery.PENDING, "")
    )
    at = _moment(item, "received_at" if delivery is Delivery.DELIVERED else "updated_at", "updated_at", "created_at")
    charged = item.get("charged_count_per_sent")
    final = delivery in {Delivery.DELIVERED, Delivery.FAILED}
    counted = isinstance(charged, int) and (charged > 0 or final)  # 0 of an open message: not yet counted
    return Receipt(
        sent.reference,
        plain_id(item.get("id")) or sent.gateway_id,
        delivery,
        at or now,
        code,
        _detail(item),
        charged if counted else None,
        blames_number=code == "karaden_undelivered",
    )


def _detail(item: Item) -> str:
    return str(part(item, "error").get("message") or item.get("carrier") or "")


def _moment(item: Item, *names: str) -> datetime | None:
    for name in names:
        try:
            found = datetime.fromisoformat(str(item.get(name)))
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=_JAPAN)
    return None


def _text(moment: datetime) -> str:
    return moment.astimezone(_JAPAN).isoformat(timespec="seconds")
