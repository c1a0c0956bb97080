"""MediaSMS (メディア4u), its API for single messages (MediaSMS-CONSOLE, 個別方式).

What is public: the pages of media-sms.net/developer and conp-dev.media-sms.net name the parameters, count a line break
as 2, cut at 140 (1340) bytes of Shift_JIS and refuse a blank text by 585. A message travels under an id that its sender
chooses (`smsid`), and its result is asked for by that id, one by one. Ours is our reference: that solves a lost answer.

Where the public pages say nothing, this stays on the safe side:
- an answer counts only if its body is a code and nothing else, and agrees with the status (200, or the same code);
- codes: see `mediasms_codes`; an unknown one is 結果不明, an unknown result is no news;
- a repeated `smsid` is documented as an error (587, 624), yet not that it always is one: nothing relies on it;
- a limit of requests a second exists (503) and is not published: five a second are taken for enough;
- of a result only the first two lines are known, the code and the state: units and times are not read;
- no cancellation, no balance and no list by time is documented.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dreampower_sms.domain.characters import is_blank, troubles
from dreampower_sms.domain.counting import MEDIASMS, measure
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.http import PATIENCE, Patience, Web
from dreampower_sms.gateways.mediasms_codes import (
    ALREADY_THERE,
    BLAMED,
    NO_SUCH_MESSAGE,
    SENDING,
    TAKEN,
    delivery_of,
)
from dreampower_sms.gateways.mediasms_fields import FIELDS, longest
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Outcome, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Capabilities, NeitherCancelsNorTells, Sent
from dreampower_sms.gateways.reply import Reply, judge, retry_after
from dreampower_sms.gateways.setup import Setup

BASE_URL = "https://www.sms-console.jp"

_SENDING, _RESULT = "/api/", "/api5/"
_TEXTS = ("text/html", "text/plain", "")
_CODE = re.compile(r"\s*([0-9]{3})\s*")
_RESULT_LINES = re.compile(r"\s*([0-9]{3})(?:\s*|[\r\n]+([0-9]{1,2})(?:\s.*)?|[\r\n].*)", re.DOTALL)
_TAG = re.compile(r"\{(?:URL[2-4]?|info[1-4])\}")
"""Places of a text that MediaSMS fills in by itself."""
_OK = 200


class MediaSmsGateway(NeitherCancelsNorTells):
    """One user of the API. Thread-safe."""

    def __init__(self, setup: Setup, patience: Patience = PATIENCE) -> None:
        """Raises `GatewayOptionWrong` when a setting is missing or can't be used."""
        values = setup.read_all(FIELDS)
        self._longest = longest(values)
        self._clock = setup.clock
        user = (values["username"], values["password"])
        self._web = Web(setup, base_url=BASE_URL, user=user, patience=patience)

    @property
    def name(self) -> str:
        """The key of the registry."""
        return "mediasms"

    @property
    def capabilities(self) -> Capabilities:
        """Finds every message by our reference; asks for results one by one."""
        return Capabilities(
            finds_by_reference=True,
            real=True,
            requests_per_second=5.0,
            ask_at_once=50,
            max_units=self._longest,
            profile=MEDIASMS.name,
            schedules=True,
        )

    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message. What MediaSMS would cut, drop or fill in is refused before anything leaves."""
        number = f"0{message.e164[3:]}"
        if not re.fullmatch(r"\+81[6-9]0[1-9][0-9]{7}", message.e164):
            return Refused("mediasms_number")
        if (trouble := self._trouble(message.body)) is not None:
            return trouble
        form = {"mobilenumber": number, "smstext": message.body, "smsid": message.reference, "status": "1"}
        reply = self._web.request("POST", _SENDING, form=form)
        return self._outcome(reply, message.reference) if isinstance(reply, Reply) else reply

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """The result of each message. One odd answer is left out, so that it does not hold up the others.

        Raises `GatewayUnavailable`, also when no answer could be read.
        """
        receipts: list[Receipt] = []
        odd = 0
        for one in sent:
            try:
                receipt = self._receipt(one)
            except _UnreadableError:
                odd += 1
                continue
            if receipt is not None:
                receipts.append(receipt)
        if odd and odd == len(sent):
            raise GatewayUnavailable("unreadable")
        return receipts

    def close(self) -> None:
        """Give connections back."""
        self._web.close()

    def _trouble(self, body: str) -> Refused | None:
        """Why a text would not arrive as it is."""
        if is_blank(body):
            return Refused("mediasms_text")
        if lacking := troubles(body, MEDIASMS.charset):
            return Refused("mediasms_character", "、".join(dict.fromkeys(each.char for each in lacking)))
        if tag := _TAG.search(body):
            return Refused("mediasms_tag", tag[0])
        if measure(body, MEDIASMS).units > self._longest:
            return Refused("mediasms_over", str(self._longest))
        return None

    def _outcome(self, reply: Reply, reference: str) -> Outcome:
        code = _code(reply)
        if code is None:
            return judge(reply) or Unknown("unreadable", f"HTTP {reply.status}")
        if code == TAKEN or code in ALREADY_THERE:
            return Accepted(reference)
        known, detail = SENDING.get(code), f"MediaSMS {code}"
        if isinstance(known, NotSent):
            return replace(known, detail=detail, wait=retry_after(reply.headers) or known.wait)
        return replace(known, detail=detail) if isinstance(known, Refused) else Unknown("gateway_failed", detail)

    def _receipt(self, one: Sent) -> Receipt | None:
        smsid = one.gateway_id or one.reference
        reply = self._web.query("GET", _RESULT, params={"smsid": smsid}, also={NO_SUCH_MESSAGE})
        found = _RESULT_LINES.fullmatch(reply.text("ascii", *_TEXTS) or "")
        code = int(found[1]) if found else 0
        if reply.trouble or found is None or reply.status not in {_OK, code}:
            raise _UnreadableError
        if code == NO_SUCH_MESSAGE:
            return Receipt(one.reference, smsid, Delivery.NOT_FOUND, self._clock())
        if code != TAKEN:
            refused = SENDING.get(code)
            raise GatewayUnavailable(refused.code if isinstance(refused, NotSent) else "gateway_unavailable")
        age = self._clock() - one.posted_at if one.posted_at is not None else None
        told = delivery_of(int(found[2]), age) if found[2] else None
        if told is None:
            return None
        delivery, reason = told
        charged = 0 if delivery is Delivery.FAILED else None  # only what arrived is billed; how many parts, is not said
        detail = f"MediaSMS {int(found[2])}" if reason else ""
        return Receipt(
            one.reference, smsid, delivery, self._clock(), reason, detail, charged, blames_number=reason in BLAMED
        )


class _UnreadableError(Exception):
    """An answer about one message that is not one of the API."""


def _code(reply: Reply) -> int | None:
    """The API's own code; None for an answer of something else on the way, or one that contradicts its status."""
    found = _CODE.fullmatch(reply.text("ascii", *_TEXTS) or "") if not reply.trouble else None
    code = int(found[1]) if found else None
    return code if code is not None and reply.status in {_OK, code} else None
