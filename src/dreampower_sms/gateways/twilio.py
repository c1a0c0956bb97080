"""Twilio Programmable Messaging, REST API 2010-04-01, as its public documentation and OpenAPI file describe it.

A message goes to `Messages.json` as a form and comes back with its `sid`; results are asked for one by one or, where
many are open, by lists of what was sent since a day. Twilio keeps no reference of ours: there is no idempotency key and
no field of our own (twilio-oai, CreateMessageRequest). A list by recipient and time is no proof either. A message found
there may be another PC's with the same text, and one that is missing may only be late, as lists lag behind. So a lost
answer stays 結果不明 for a person to judge: `finds_by_reference` is False, and `ask` never guesses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import parse_qsl

from dreampower_sms.domain.counting import TWILIO
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayIncomplete, GatewayUnavailable
from dreampower_sms.gateways.http import PATIENCE, Patience, Web
from dreampower_sms.gateways.outcome import Accepted, Outcome, Receipt, Unknown
from dreampower_sms.gateways.protocol import Balance, Capabilities, Sent
from dreampower_sms.gateways.reply import Reply, judge
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.gateways.twilio_codes import BLAMED, delivery_of, refusal_of, units_of
from dreampower_sms.gateways.twilio_fields import FIELDS

BASE_URL = "https://api.twilio.com"
AT_ONCE = 1000
"""Largest page of a list (`PageSize` in the OpenAPI file)."""
ONE_BY_ONE = 3
"""Up to so many messages are asked for by their own address: fewer bytes than a list of the whole account."""
MOST_ALONE = 50
"""Of one question. The others, which still wait at Twilio, come up again by themselves: one question must not outlast
the lease of the process that asks."""
MOST_PAGES = 5
"""Of one question. An account that other programs send by, too, may list many messages that are not ours."""

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_NOT_FOUND = 404
_TOO_LATE = frozenset({400, 404, 409})
"""Answers to a cancellation that refuse it: final already (error 30409), unknown, or in a wrong state."""


class TwilioGateway:
    """One account. Thread-safe."""

    def __init__(self, setup: Setup, patience: Patience = PATIENCE) -> None:
        """Raises `GatewayOptionWrong` when a setting is missing or can't be used."""
        values = setup.read_all(FIELDS)
        user = (values["account_sid"], values["auth_token"])
        if values["api_key_secret"]:
            if not values["api_key_sid"]:
                raise GatewayIncomplete(field="api_key_sid")
            user = (values["api_key_sid"], values["api_key_secret"])
        service = values["messaging_service_sid"]
        self._sender = {"MessagingServiceSid": service} if service else {"From": values["from"]}
        self._account = f"/2010-04-01/Accounts/{values['account_sid']}"
        self._clock = setup.clock
        self._web = Web(setup, base_url=BASE_URL, headers={"Accept": "application/json"}, user=user, patience=patience)

    @property
    def name(self) -> str:
        """The key of the registry."""
        return "twilio"

    @property
    def capabilities(self) -> Capabilities:
        """Cancels what Twilio has not sent yet, tells its balance, finds nothing by our reference."""
        return Capabilities(
            finds_by_reference=False,
            real=True,
            ask_at_once=AT_ONCE,
            max_units=TWILIO.max_units,
            profile=TWILIO.name,
            schedules=True,
            cancels=True,
            tells_balance=True,
        )

    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message. Only the sid of a created message is an acceptance."""
        form = {"To": message.e164, **self._sender, "Body": message.body}
        reply = self._web.request("POST", f"{self._account}/Messages.json", form=form)
        if not isinstance(reply, Reply):
            return reply
        if not reply.ok:
            return refusal_of(reply) or judge(reply) or Unknown("unreadable")
        if reply.trouble:
            return Unknown(reply.trouble, f"HTTP {reply.status}")
        sid = _text((reply.object() or {}).get("sid"))
        return Accepted(sid) if _SID.fullmatch(sid) else Unknown("unreadable", f"HTTP {reply.status}")

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """Results of messages whose sid is known. Others are left out, and some of many that still wait at Twilio.

        Raises `GatewayUnavailable`.
        """
        asked = {one.gateway_id: one for one in sent if _SID.fullmatch(one.gateway_id)}
        found = self._listed(asked) if len(asked) > ONE_BY_ONE else {}
        alone = [sid for sid in asked if sid not in found][:MOST_ALONE]
        known = {**found, **{sid: self._fetched(sid) for sid in alone}}
        return [self._receipt(one, known[sid]) for sid, one in asked.items() if sid in known]

    def cancel(self, sent: Sent) -> bool:
        """Documented for messages that were not sent yet (`Status=canceled`). Raises `GatewayUnavailable`."""
        if not _SID.fullmatch(sent.gateway_id):
            return False
        form = {"Status": "canceled"}
        reply = self._web.query("POST", self._path(sent.gateway_id), form=form, also=_TOO_LATE)
        return reply.ok and _object(reply).get("status") == "canceled"

    def balance(self) -> Balance | None:
        """What is left on the account; None for a subaccount, which has none. Raises `GatewayUnavailable`."""
        reply = self._web.query("GET", f"{self._account}/Balance.json", also={_NOT_FOUND})
        if reply.status == _NOT_FOUND:
            return None
        said = _object(reply)
        try:
            amount = Decimal(_text(said.get("balance")))
        except InvalidOperation:
            return None
        currency = _text(said.get("currency")).upper()
        return Balance(amount, currency) if amount.is_finite() and currency else None

    def close(self) -> None:
        """Give connections back."""
        self._web.close()

    def _path(self, sid: str) -> str:
        return f"{self._account}/Messages/{sid}.json"

    def _fetched(self, sid: str) -> Mapping[str, Any] | None:
        reply = self._web.query("GET", self._path(sid), also={_NOT_FOUND})
        if reply.status == _NOT_FOUND:
            return None
        message = _object(reply)
        if message.get("sid") != sid:  # somebody else's answer, e.g. out of a cache
            raise GatewayUnavailable("unreadable")
        return message

    def _listed(self, asked: Mapping[str, Sent]) -> dict[str, Mapping[str, Any]]:
        """Those of these messages that the lists of their days hold. Lists hold what left Twilio, not what waits."""
        days = [one.posted_at.astimezone(UTC).date() for one in asked.values() if one.posted_at is not None]
        if not days:
            return {}
        params = {
            "DateSent>": min(days).isoformat(),
            "DateSent<": (max(days) + timedelta(days=2)).isoformat(),  # it may have waited half a day
            "PageSize": str(AT_ONCE),
        }
        found: dict[str, Mapping[str, Any]] = {}
        for page in self._pages(params):
            found |= {sid: each for each in page if (sid := _text(each.get("sid"))) in asked}
            if len(found) == len(asked):
                break
        return found

    def _pages(self, params: Mapping[str, str]) -> Iterator[list[Mapping[str, Any]]]:
        path = f"{self._account}/Messages.json"
        for _ in range(MOST_PAGES):
            said = _object(self._web.query("GET", path, params=params))
            messages = said.get("messages")
            if not isinstance(messages, list):
                raise GatewayUnavailable("unreadable")
            yield [cast("Mapping[str, Any]", each) for each in cast("list[object]", messages) if isinstance(each, dict)]
            following, _, query = _text(said.get("next_page_uri")).partition("?")
            if following != path:  # keys go nowhere but to the account's own list
                return
            params = dict(parse_qsl(query, keep_blank_values=True))

    def _receipt(self, one: Sent, message: Mapping[str, Any] | None) -> Receipt:
        delivery, code, detail = delivery_of(message)
        at = _moment(_text((message or {}).get("date_updated"))) or self._clock()
        return Receipt(
            one.reference, one.gateway_id, delivery, at, code, detail, units_of(message), blames_number=code in BLAMED
        )


def _object(reply: Reply) -> Mapping[str, Any]:
    said = reply.object()
    if said is None:
        raise GatewayUnavailable("unreadable")
    return said


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    """RFC 2822, in GMT as Twilio writes it."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
