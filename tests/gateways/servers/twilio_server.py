"""Twilio as its public documentation describes it, for the adapter's tests: Messages and Balance of one account.

Sources: twilio/twilio-oai (the OpenAPI file beside these tests), the pages of the Message resource, of the account's
balance, and the Error and Warning Dictionary. What they don't say is chosen so that an adapter that relies on it fails:

- lists hold what has left Twilio (they filter by `date_sent`), newest first, and lag behind by `LIST_LAG`;
- nothing is idempotent: the same form twice is two messages;
- of a cancellation that comes too late the number (30409) is documented and its status is not: it is a 400 here.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode
from uuid import uuid4

from tests.gateways.servers.loopback import Answer, AnswerLost, Request

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "0" * 32
KEY = "SK" + "fedcba9876543210" * 2
KEY_SECRET = "s" * 32
SERVICE = "MG" + "00112233445566778899aabbccddeeff"
FROM = "+815012345678"

LIST_LAG = timedelta(seconds=5)
_SENT_AFTER, _FINAL_AFTER = timedelta(seconds=2), timedelta(seconds=20)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST_BODY = 1600
_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)/(?P<what>Messages|Balance)(?:/(?P<sid>[^/]+))?\.json")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€"
)
_TWICE = frozenset("\f^{}\\[~]|€")


@dataclass
class Message:
    """One message of the account."""

    sid: str
    to: str
    sender: str
    service: str
    body: str
    created: datetime
    fate: int = 0
    """The error code with which it ends; 0: it is delivered."""
    fails_at_twilio: bool = False
    """`failed` instead of `undelivered`."""
    canceled: bool = False


@dataclass
class TwilioServer:
    """One account. A `loopback.Provider`."""

    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    refusals: dict[str, int] = field(default_factory=dict[str, int])
    """Recipients for whom a message is refused, with the code."""
    fates: dict[str, int] = field(default_factory=dict[str, int])
    """Recipients at whom a message ends with this code."""
    lost: set[str] = field(default_factory=set[str])
    """Recipients whose message is taken while the answer gets lost."""
    balance: str | None = "12.3456"
    """None for a subaccount."""
    limited: bool = False
    """Too many requests."""
    taken: list[Message] = field(default_factory=list[Message])

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if not _knows(request.headers.get("authorization", "")):
            return _error(401, 20003, "Authenticate")
        if self.limited:
            return _error(429, 20429, "Too Many Requests", {"Retry-After": "7"})
        return self._of_the_account(request)

    def _of_the_account(self, request: Request) -> Answer:
        found = _PATH.fullmatch(request.path)
        if found is None or found["account"] != ACCOUNT:
            return _error(404, 20404, f"The requested resource {request.path} was not found")
        match request.method, found["what"], found["sid"]:
            case "GET", "Balance", None:
                return self._tell_balance()
            case "POST", "Messages", None:
                return self._create(request)
            case "GET", "Messages", None:
                return self._list(request)
            case method, "Messages", str(sid):
                return self._one(method, sid, request)
            case _:
                return _error(405, 20004, "Method not allowed")

    def status(self, message: Message) -> str:
        """The state of a message by now."""
        age = self.now - message.created
        if message.canceled:
            return "canceled"
        if age < _SENT_AFTER:
            return "accepted" if message.service else "queued"
        if age < _FINAL_AFTER:
            return "sent"
        if not message.fate:
            return "delivered"
        return "failed" if message.fails_at_twilio else "undelivered"

    def _tell_balance(self) -> Answer:
        if self.balance is None:
            return _error(404, 20404, "The requested resource was not found")
        return Answer.of(200, {"account_sid": ACCOUNT, "balance": self.balance, "currency": "USD"})

    def _create(self, request: Request) -> Answer:
        to, body = request.one("To"), request.one("Body")
        if code := self._fault(request):
            return _error(400, code, f"The message to {to} can't be created")  # it does quote the number
        message = Message(
            f"SM{uuid4().hex}", to, request.one("From"), request.one("MessagingServiceSid"), body, self.now
        )
        message.fate = self.fates.get(to, 0)
        message.fails_at_twilio = message.fate in {30001, 30002, 30036}
        self.taken.append(message)
        if to in self.lost:
            raise AnswerLost
        return Answer.of(201, self._resource(message))

    def _fault(self, request: Request) -> int:
        to, body, sender, service = (request.one(name) for name in ("To", "Body", "From", "MessagingServiceSid"))
        checks = (
            (not to, 21604),
            (not sender and not service, 21603),
            (bool(sender) and sender != FROM, 21606),
            (bool(service) and service != SERVICE, 21701),
            (not body, 21602),
            (len(body) > _LONGEST_BODY, 21617),
            (_E164.fullmatch(to) is None, 21211),
        )
        return next((code for wrong, code in checks if wrong), 0) or self.refusals.get(to, 0)

    def _one(self, method: str, sid: str, request: Request) -> Answer:
        message = next((each for each in self.taken if each.sid == sid), None)
        if message is None:
            return _error(404, 20404, f"The requested resource {request.path} was not found")
        if method == "POST" and request.one("Status") == "canceled":
            if self.status(message) not in {"queued", "accepted", "canceled"}:
                return _error(400, 30409, "This message cannot be canceled")
            message.canceled = True
        return Answer.of(200, self._resource(message))

    def _list(self, request: Request) -> Answer:
        size = min(int(request.asked("PageSize") or 50), 1000)
        page = int(request.asked("Page") or 0)
        found = [each for each in reversed(self.taken) if self._listed(each, request)]
        shown, more = found[page * size : (page + 1) * size], len(found) > (page + 1) * size
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        filters = [(name, value) for name, value in request.query if name not in {"Page", "PageToken", "PageSize"}]

        def uri(number: int) -> str:
            token = [("PageToken", f"PASM{number}")] if number else []
            return f"{path}?{urlencode([*filters, ('PageSize', size), ('Page', number), *token])}"

        return Answer.of(
            200,
            {
                "messages": [self._resource(each) for each in shown],
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + max(len(shown) - 1, 0),
                "uri": uri(page),
                "first_page_uri": uri(0),
                "previous_page_uri": uri(page - 1) if page else None,
                "next_page_uri": uri(page + 1) if more else None,
            },
        )

    def _listed(self, message: Message, request: Request) -> bool:
        sent = message.created + _SENT_AFTER
        if message.canceled or sent + LIST_LAG > self.now:
            return False
        wanted = {"To": message.to, "From": message.sender}
        if any(request.asked(name) not in {"", value} for name, value in wanted.items()):
            return False
        day = sent.date()
        on, until, since = (_day(request.asked(f"DateSent{sign}")) for sign in ("", "<", ">"))
        return on in {None, day} and (until is None or day <= until) and (since is None or day >= since)

    def _resource(self, message: Message) -> Mapping[str, object]:
        status = self.status(message)
        is_final = status in {"delivered", "undelivered", "failed"}
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}"
        left = status in {"sent", "delivered", "undelivered"}
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": format_datetime(message.created),
            "date_sent": format_datetime(message.created + _SENT_AFTER) if left else None,
            "date_updated": format_datetime(message.created + _FINAL_AFTER if is_final else message.created),
            "direction": "outbound-api",
            "error_code": message.fate if is_final and message.fate else None,
            "error_message": "Message not delivered" if is_final and message.fate else None,
            "from": message.sender or (FROM if left else None),
            "messaging_service_sid": message.service or None,
            "num_media": "0",
            "num_segments": "0" if status == "accepted" else str(segments(message.body)),
            "price": "-0.07950" if left and is_final else None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }


def segments(body: str) -> int:
    """Parts of 70 or 67, of the GSM alphabet 160 or 153; a pair is not split."""
    plain = _GSM.issuperset(body)
    widths = [2 if (char in _TWICE if plain else ord(char) > 0xFFFF) else 1 for char in body]
    one, each = (160, 153) if plain else (70, 67)
    if sum(widths) <= one:
        return 1
    parts, free = 0, 0
    for width in widths:
        if width > free:
            parts, free = parts + 1, each
        free -= width
    return parts


def _knows(authorization: str) -> bool:
    return authorization in {
        f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
        for user, password in ((ACCOUNT, TOKEN), (KEY, KEY_SECRET))
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _error(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    said = {"code": code, "message": message, "more_info": f"errors/{code}", "status": status}
    answer = Answer.of(status, said)
    return Answer(answer.status, answer.body, answer.media_type, headers or {})
