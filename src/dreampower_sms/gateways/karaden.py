"""空電 (Karaden SMS API) of NTT コム オンライン, API version 2024-03-01.

Source: the provider's OpenAPI file (karaden-prg/karaden-prg-python, `mock/2024-03-01.yaml`) and its help pages
(prg-support.karaden.jp: SMS送信, SMS API共通仕様). Our reference travels as the one tag of a message, and lists can be
filtered by tag: that solves a lost answer.

Where the papers say nothing, this stays on the safe side:
- no idempotency key is documented, so a lost answer is never repeated;
- no rate limit is published, so ten messages a second are taken for enough, and a 429 is obeyed;
- of a 500 ("unknown") nobody says whether the message was taken: 結果不明;
- whether 「本文 660 文字」 counts an emoji as one or two is not said: it is counted as two.
"""

import re
from collections.abc import Sequence

from dreampower_sms.domain.counting import EVERY_66
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.http import PATIENCE, Patience, Web
from dreampower_sms.gateways.karaden_errors import judge
from dreampower_sms.gateways.karaden_fields import FIELDS
from dreampower_sms.gateways.karaden_results import Results
from dreampower_sms.gateways.outcome import Accepted, Outcome, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Balance, Capabilities, Sent
from dreampower_sms.gateways.reply import Reply, plain_id
from dreampower_sms.gateways.setup import Setup

BASE_URL = "https://prg.karaden.jp/api"
VERSION = "2024-03-01"

_SHORTEN = {"yes": "true", "no": "false"}

_TOO_LATE = frozenset({"can_not_cancel_message", "model_not_found"})
_WITH_A_REASON = frozenset({400, 404})


class KaradenGateway:
    """One project of a tenant. Thread-safe."""

    def __init__(self, setup: Setup, patience: Patience = PATIENCE) -> None:
        """Raises `GatewayOptionWrong` when a setting is missing or can't be used."""
        values = setup.read_all(FIELDS)
        self._service, self._shorten = values["service_id"], _SHORTEN.get(values["shorten"], "")
        self._path = f"/{values['tenant']}/messages"
        headers = {"Authorization": f"Bearer {values['token']}", "Karaden-Version": VERSION}
        self._web = Web(setup, base_url=BASE_URL, headers=headers, patience=patience, judge=judge)
        self._results = Results(self._web, self._path, setup.clock)

    @property
    def name(self) -> str:
        """The key of the registry."""
        return "karaden"

    @property
    def capabilities(self) -> Capabilities:
        """Finds a message by our reference, lists results by the hundred."""
        return Capabilities(
            finds_by_reference=True,
            real=True,
            requests_per_second=10.0,
            ask_at_once=10_000,
            max_units=EVERY_66.max_units,
            profile=EVERY_66.name,
            schedules=True,
            cancels=True,
        )

    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message, at once, with our reference as its tag."""
        number = national(message.e164)
        if number is None:  # foreign, or a 0200 number of 14 digits: the provider documents that it takes neither
            return Refused("karaden_number")
        form = {"service_id": self._service, "to": number, "body": message.body, "tags[]": [message.reference]}
        if self._shorten:
            form["is_shorten"] = self._shorten
        reply = self._web.request("POST", self._path, form=form)
        return _outcome(reply) if isinstance(reply, Reply) else reply

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """What is known of these messages, by lists where many are near each other. Raises `GatewayUnavailable`."""
        return self._results.of(sent)

    def cancel(self, sent: Sent) -> bool:
        """Only what is scheduled there can be cancelled, until five minutes before. Raises `GatewayUnavailable`."""
        id_ = sent.gateway_id or self._results.id_of(sent.reference)
        if not id_:
            return False
        reply = self._web.query("POST", f"{self._path}/{id_}/cancel", also=_WITH_A_REASON)
        said = reply.object()
        if said is None or not (reply.ok or said.get("code") in _TOO_LATE):
            raise GatewayUnavailable
        return reply.ok and said.get("status") == "canceled"

    def balance(self) -> Balance | None:
        """There is none: the provider bills afterwards."""
        return None

    def close(self) -> None:
        """Give connections back."""
        self._web.close()


def national(e164: str) -> str | None:
    """The number as the provider wants it: 11 digits from 0. None for what it does not take."""
    digits = f"0{e164[3:]}" if e164.startswith("+81") else ""
    return digits if re.fullmatch(r"0[0-9]{10}", digits) else None


def _outcome(reply: Reply) -> Outcome:
    said = reply.object()
    if (trouble := judge(reply)) is not None:
        return trouble
    id_ = plain_id(said.get("id")) if said is not None and said.get("object") == "message" else ""
    return Accepted(id_) if id_ else Unknown("unreadable")
