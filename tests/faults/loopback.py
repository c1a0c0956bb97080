"""The adapter for the loopback gateway, written as one for a real provider is: each httpx error becomes an outcome."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import httpx

from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Outcome, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Capabilities, Sent


class LoopbackGateway:
    """Talks to `gateway_server`."""

    name = "loopback"
    capabilities = Capabilities(finds_by_reference=True, real=False, ask_after=(timedelta(0),))

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10.0, trust_env=False)

    def send(self, message: Outgoing) -> Outcome:
        content = {"reference": message.reference, "to": message.e164, "body": message.body}
        try:
            answer = self._client.post("/messages", json=content)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return NotSent("connect", type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown("no_answer", type(error).__name__)
        if answer.status_code != httpx.codes.OK:
            return Refused(f"http_{answer.status_code}")
        return Accepted(answer.json()["id"])

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        try:
            answers = [(one, self._client.get(f"/messages/{one.reference}")) for one in sent]
        except httpx.HTTPError as error:
            raise GatewayUnavailable from error
        now = datetime.now(UTC)
        return [
            Receipt(one.reference, answer.json()["id"], Delivery.PENDING, now)
            if answer.status_code == httpx.codes.OK
            else Receipt(one.reference, "", Delivery.NOT_FOUND, now)
            for one, answer in answers
        ]

    def close(self) -> None:
        self._client.close()
