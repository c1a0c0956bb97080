"""The adapter for the loopback gateway, written as one for a real provider is: each httpx error becomes an outcome.

The gateway's papers would say: 429 and 503 mean that nothing was accepted. Of a 500 they say nothing.
"""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import httpx

from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Outcome, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Capabilities, NeitherCancelsNorTells, Sent


class LoopbackGateway(NeitherCancelsNorTells):
    """Talks to `gateway_server`."""

    name = "loopback"

    def __init__(self, port: int, *, timeout: float = 10.0, finds: bool = True) -> None:
        """`timeout`: seconds without a byte, and for a whole answer once it has begun."""
        self.capabilities = Capabilities(finds_by_reference=finds, real=False, ask_after=(timedelta(0),))
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            timeout=timeout,
            trust_env=False,
            verify=False,  # it is plain HTTP, and certificates take longer to load than a sender to start
        )
        self._patience = timeout

    def send(self, message: Outgoing) -> Outcome:
        content = {"reference": message.reference, "to": message.e164, "body": message.body}
        try:
            with self._client.stream("POST", "/messages", json=content) as answer:
                return self._outcome(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return NotSent("connect", type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown("no_answer", type(error).__name__)

    def _outcome(self, answer: httpx.Response) -> Outcome:
        deadline = time.monotonic() + self._patience
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if time.monotonic() > deadline:  # httpx only limits the time between two bytes
                return Unknown("no_answer", "drip")
        match answer.status_code:
            case 200:
                try:
                    return Accepted(json.loads(body)["id"])
                except ValueError:
                    return Unknown("unreadable")
            case 429 | 503:
                wait = answer.headers.get("Retry-After")
                return NotSent(f"http_{answer.status_code}", wait=timedelta(seconds=int(wait)) if wait else None)
            case status if status >= 500:
                return Unknown(f"http_{status}")
            case status:
                return Refused(f"http_{status}")

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
