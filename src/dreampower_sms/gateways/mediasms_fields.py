"""What a contract with MediaSMS is asked for. Apart from the adapter, so that a screen can ask without loading HTTP."""

import re
from collections.abc import Mapping

from dreampower_sms.domain.counting import MEDIASMS
from dreampower_sms.gateways.errors import GatewayOptionWrong
from dreampower_sms.gateways.fields import HTTP, Field

SHORT, LONG = "short", "long"
ONE_PART = 70
"""Units of a text without 長文オプション."""


def user_name(text: str) -> str:
    """The user of the API: 2 to 20 characters. Raises `GatewayOptionWrong`."""
    return _visible(text, 2)


def password(text: str) -> str:
    """The API's own password: 6 to 20 characters. Raises `GatewayOptionWrong`."""
    return _visible(text, 6)


FIELDS = (
    Field("username", required=True, check=user_name),
    Field("password", required=True, secret=True, check=password),
    Field("long_text", choices=(SHORT, LONG), default=SHORT),
    *HTTP,
)
"""`long_text`: without the option 長文オプション MediaSMS cuts what is longer than 70 characters and says nothing."""


def longest(options: Mapping[str, str]) -> int:
    """Units of the longest text that arrives whole under these options."""
    return MEDIASMS.max_units if options.get("long_text") == LONG else ONE_PART


def _visible(text: str, least: int) -> str:
    if not re.fullmatch(rf"[!-9;-~]{{{least},20}}", text):  # a colon would end the user's name in Basic authentication
        raise GatewayOptionWrong("mediasms_option")
    return text
