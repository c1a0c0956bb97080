"""MediaSMS's API for single messages, as far as public papers describe it, for the adapter's tests.

Sources: media-sms.net/developer (parameters, what is billed), conp-dev.media-sms.net (`smstext`: bytes of Shift_JIS,
a line break is 2, 585), comvex-jp/mediasms-go (addresses, codes, states). No OpenAPI file and no official client is
public. So this server proves less than those of the other providers: that adapter and papers agree, not that the
papers are whole.

Where they are silent: it is not said whether the status repeats the code, so `plain` chooses one of both ways; the
lines of a result after the second hold things here that no adapter may take for anything.
"""

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.gateways.servers.loopback import Answer, AnswerLost, Request

USER, PASSWORD = "yamakawa_api", "pa55word!"

_NUMBER = re.compile(r"0[26-9]0[1-9][0-9]{7}|0[26-9]00[0-9]{10}")
_SMSID = re.compile(r"[0-9A-Za-z]{1,50}")
_DELIVERED_AFTER = timedelta(minutes=1)
_SHORT, _LONG = 140, 1340


@dataclass
class Message:
    """One message of the account."""

    smsid: str
    number: str
    text: str
    arrives: str
    """The text as a handset gets it."""
    at: datetime
    state: int = 1
    """With which it ends."""


@dataclass
class MediaSmsServer:
    """One user of the API. A `loopback.Provider`."""

    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    long_text: bool = True
    """長文オプション."""
    plain: bool = True
    """Says its codes with status 200; else the status is the code."""
    unique: bool = True
    """Whether a repeated smsid is an error; the papers name the error and don't say when it is raised."""
    refusals: dict[str, int] = field(default_factory=dict[str, int])
    states: dict[str, int] = field(default_factory=dict[str, int])
    """Numbers whose messages end in this state."""
    lost: set[str] = field(default_factory=set[str])
    """Numbers whose message is taken while the answer gets lost."""
    taken: list[Message] = field(default_factory=list[Message])

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if not self._knows(request):
            return Answer(401, b"401", "text/html")
        match request.method, request.path:
            case (("POST" | "GET"), "/api/"):
                return self._say(self._take(request))
            case (("POST" | "GET"), "/api5/"):
                return self._result(request.one("smsid") or request.asked("smsid"))
            case _:
                return Answer(404, b"<html>Not Found</html>", "text/html")

    def _knows(self, request: Request) -> bool:
        """By Basic authentication, or by two fields."""
        basic = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
        fields = (request.one("username"), request.one("password"))
        return request.headers.get("authorization") == basic or fields == (USER, PASSWORD)

    def _say(self, code: int, *lines: str) -> Answer:
        body = "\r\n".join([str(code), *lines]).encode()
        return Answer(200 if self.plain else code, body, "text/html; charset=UTF-8")

    def _take(self, request: Request) -> int:
        number, text, smsid = (request.one(name) for name in ("mobilenumber", "smstext", "smsid"))
        if code := self._fault(number, text, smsid, request.one("status")):
            return code
        message = Message(smsid, number, text, self._cut(text), self.now, self.states.get(number, 1))
        self.taken.append(message)
        if number in self.lost:
            raise AnswerLost
        return 200

    def _fault(self, number: str, text: str, smsid: str, status: str) -> int:
        checks = (
            (_NUMBER.fullmatch(number) is None, 560),
            (not text.strip(" \u3000\r\n"), 585),
            (status not in {"", "0", "1"}, 573),
            (status == "1" and _SMSID.fullmatch(smsid) is None, 574),
            (self.unique and bool(smsid) and any(each.smsid == smsid for each in self.taken), 587),
        )
        return next((code for wrong, code in checks if wrong), 0) or self.refusals.get(number, 0)

    def _cut(self, text: str) -> str:
        """What Shift_JIS lacks becomes a question mark; what is too long is cut, and nobody says so."""
        arrives, room = "", _LONG if self.long_text else _SHORT
        for char in text.encode("cp932", "replace").decode("cp932"):
            width = 1 if text.isascii() else 2
            room -= width * (2 if char == "\n" else 1)
            if room < 0:
                break
            arrives += char
        return arrives

    def _result(self, smsid: str) -> Answer:
        message = next((each for each in self.taken if each.smsid == smsid), None)
        if message is None:
            return self._say(514)
        state = message.state if self.now - message.at >= _DELIVERED_AFTER else 2
        return self._say(200, str(state), f"{message.at:%Y.%m.%d.%H.%M.%S}", message.number)
