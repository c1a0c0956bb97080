"""空電 as its OpenAPI file and help pages describe it: messages, lists, cancelling, errors. Time is the test's.

The last four digits of a number choose what becomes of a message, the rest is delivered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from tests.gateways.servers.loopback import Answer, AnswerLost, Request

TENANT = "159bfd33-b9b7-f424-4755-c119b324591d"
SERVICE = "17"
TOKEN = "test-token"
VERSIONS = ("2023-01-01", "2023-12-01", "2024-03-01")

REFUSED, UNDELIVERED, ANSWER_LOST, OUT_OF_REACH, SEND_ERROR, NO_RESULT = "0001", "0002", "0003", "0005", "0006", "0007"

_JAPAN = timezone(timedelta(hours=9))
_DELIVERY = timedelta(seconds=5)
_OUT_OF_REACH = timedelta(hours=2)
_CANCEL_UNTIL = timedelta(minutes=5)
_MOST = 660
_FILTERS = ("service_id", "to", "status", "result", "sent_result")


@dataclass
class Taken:
    """One message that was accepted."""

    id: str
    number: str
    body: str
    tags: list[str]
    shorten: str
    at: datetime
    scheduled_at: datetime | None = None
    canceled: bool = False


class Karaden:
    """One tenant with one service."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.taken: list[Taken] = []

    def answer(self, request: Request) -> Answer:
        """Answer one request. Raises `AnswerLost`."""
        tenant, _, rest = request.path.removeprefix("/api").lstrip("/").partition("/")
        if refusal := _refusal(request, tenant):
            return refusal
        match request.method, rest.split("/"):
            case "POST", ["messages"]:
                return self._create(request)
            case "GET", ["messages"]:
                return self._list(request)
            case "GET", ["messages", id_]:
                return self._about(id_)
            case "POST", ["messages", id_, "cancel"]:
                return self._cancel(id_)
            case _:
                return Answer(404, b"<html>Not Found</html>", "text/html")

    def _create(self, request: Request) -> Answer:
        if wrong := _wrong(request):
            return _error(422, "validation_error", "バリデーションエラーが発生しました", wrong)
        if request.one("service_id") != SERVICE:
            return _error(404, "model_not_found", "対象となるモデルが見つかりませんでした")
        scheduled = request.one("scheduled_at")
        message = Taken(
            str(uuid4()),
            request.one("to"),
            request.one("body"),
            request.values("tags[]") or [value for name, value in request.form if re.fullmatch(r"tags\[\d*\]", name)],
            request.one("is_shorten"),
            self._clock(),
            datetime.fromisoformat(scheduled) if scheduled else None,
        )
        self.taken.append(message)
        if message.number.endswith(ANSWER_LOST):
            raise AnswerLost
        return Answer.of(200, self._shown(message))

    def _list(self, request: Request) -> Answer:
        page, size = int(request.asked("page") or 1), int(request.asked("per_page") or 20)
        if not 1 <= size <= 100:
            return _error(422, "validation_error", "バリデーションエラーが発生しました", {"per_page": ["1-100"]})
        found = [self._shown(message) for message in reversed(self.taken) if _within(message, request)]
        for name in _FILTERS:
            if wanted := request.asked(name):
                found = [item for item in found if str(item[name]) == wanted]
        part = found[(page - 1) * size : page * size]
        return Answer.of(200, {"object": "list", "has_more": page * size < len(found), "data": part})

    def _about(self, id_: str) -> Answer:
        message = self._find(id_)
        return Answer.of(200, self._shown(message)) if message else _missing()

    def _cancel(self, id_: str) -> Answer:
        message = self._find(id_)
        if message is None:
            return _missing()
        if message.scheduled_at is None or message.scheduled_at - self._clock() < _CANCEL_UNTIL:
            return _error(400, "can_not_cancel_message", "メッセージのキャンセルができません")
        message.canceled = True
        return Answer.of(200, self._shown(message))

    def _find(self, id_: str) -> Taken | None:
        return next((message for message in self.taken if message.id == id_), None)

    def _shown(self, message: Taken) -> dict[str, Any]:
        result, status, sent_result = self._state(message)
        shown: dict[str, Any] = {
            "id": message.id,
            "object": "message",
            "service_id": int(SERVICE),
            "billing_address_id": 1,
            "to": message.number,
            "body": message.body,
            "tags": message.tags,
            "is_shorten": message.shorten == "true",
            "result": result,
            "status": status,
            "sent_result": sent_result,
            "carrier": "docomo" if status == "done" else "checking",
            "charged_count_per_sent": _parts(message.body) if status == "done" else 0,
            "created_at": _text(message.at),
            "updated_at": _text(self._clock()),
        }
        if sent_result == "received":
            shown["received_at"] = _text(message.at + _DELIVERY)
        if message.scheduled_at:
            shown["scheduled_at"] = _text(message.scheduled_at)
        return shown

    def _state(self, message: Taken) -> tuple[str, str, str]:
        """`result`, `status`, `sent_result`."""
        since = self._clock() - (message.scheduled_at or message.at)
        if message.canceled:
            return "done", "canceled", "none"
        if since < _DELIVERY:
            return "processing", "waiting", "none"
        if message.number.endswith(SEND_ERROR):
            return "done", "error", "none"
        fates = {UNDELIVERED: "error", NO_RESULT: "unknown"}
        if since < _OUT_OF_REACH:
            fates[OUT_OF_REACH] = "unconnected"
        return "done", "done", fates.get(message.number[-4:], "received")


def _refusal(request: Request, tenant: str) -> Answer | None:
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return _error(401, "unauthentication", "認証に失敗しました、指定されているトークンは利用できません")
    if request.headers.get("karaden-version") not in VERSIONS:
        return _error(400, "invalid_version", "不正なバージョンが指定されています")
    if tenant != TENANT:
        return _error(400, "invalid_tenant", "不正なテナントIDが指定されています")
    return None


def _wrong(request: Request) -> Mapping[str, list[str]]:
    """Faults of a message, field by field."""
    wrong: dict[str, list[str]] = {}
    number, body = request.one("to"), request.one("body")
    if not request.one("service_id").isdecimal():
        wrong["service_id"] = ["service_idは必須です。"]
    if not re.fullmatch(r"0[5-9]0[0-9]{8}", number) or number.endswith(REFUSED):
        wrong["to"] = ["toの値が正しくありません。"]
    if not body.strip() or len(body) > _MOST:
        wrong["body"] = ["bodyは1から660文字で入力してください。"]
    if request.one("is_shorten") not in {"", "true", "false"}:
        wrong["is_shorten"] = ["is_shortenの値が正しくありません。"]
    return wrong


def _within(message: Taken, request: Request) -> bool:
    start, end, tag = request.asked("start_at"), request.asked("end_at"), request.asked("tag")
    return (
        (not tag or tag in message.tags)
        and (not start or message.at >= datetime.fromisoformat(start))
        and (not end or message.at <= datetime.fromisoformat(end))
    )


def _parts(body: str) -> int:
    return 1 if len(body) <= 70 else -(-len(body) // 66)


def _missing() -> Answer:
    return _error(404, "model_not_found", "対象となるモデルが見つかりませんでした")


def _error(status: int, code: str, message: str, errors: Mapping[str, list[str]] | None = None) -> Answer:
    said: dict[str, Any] = {"object": "error", "code": code, "message": message}
    return Answer.of(status, {**said, "errors": errors} if errors else said)


def _text(moment: datetime) -> str:
    return moment.astimezone(_JAPAN).isoformat(timespec="seconds")
