"""What 空電 says in its errors: `code` for all, and for a 422 (validation_error) a list of faults for each field.

Source: the OpenAPI file of version 2024-03-01.
"""

from collections.abc import Mapping
from typing import Any, cast

from dreampower_sms.gateways import reply as http
from dreampower_sms.gateways.outcome import NotSent, Refused, Unknown
from dreampower_sms.gateways.reply import Reply, part

_WRONG_FIELD = {
    "to": Refused("karaden_number", blames_number=True),
    "body": Refused("karaden_text"),
    "service_id": NotSent("karaden_service", every_message=True),
    "is_shorten": NotSent("karaden_shorten", every_message=True),
}
"""What a 422 means by the field that it names."""
_ERRORS = {
    "invalid_tenant": NotSent("karaden_tenant", every_message=True),
    "invalid_version": NotSent("karaden_version", every_message=True),
    "model_not_found": NotSent("karaden_service", every_message=True),
    "unauthentication": NotSent("key_refused", every_message=True),
}
"""What an error's own code means, whatever its status."""


def judge(reply: Reply) -> NotSent | Refused | Unknown | None:
    """What an answer means, by the provider's own words where there are any; None for success.

    Only a 4xx proves that nothing was taken, whatever the words are.
    """
    said = reply.object() if 400 <= reply.status < 500 else None  # noqa: PLR2004  RFC 9110, section 15.5
    documented = _documented(said) if said is not None and said.get("object") == "error" else None
    return documented or http.judge(reply)


def _documented(said: Mapping[str, Any]) -> Refused | NotSent | None:
    words, code = str(said.get("message", "")), said.get("code")
    if code != "validation_error":
        found = _ERRORS.get(str(code))
        return found and NotSent(found.code, words, every_message=found.every_message)
    fields = part(said, "errors")
    name = next((name for name in _WRONG_FIELD if name in fields), "")
    detail = _first(fields.get(name)) or words
    match _WRONG_FIELD.get(name):
        case NotSent(code=ours):
            return NotSent(ours, detail, every_message=True)
        case Refused(code=ours, blames_number=blamed):
            return Refused(ours, detail, blames_number=blamed)
        case None:
            return Refused("gateway_refused", detail)


def _first(words: object) -> str:
    if isinstance(words, list) and words:
        return str(cast("list[object]", words)[0])
    return ""
