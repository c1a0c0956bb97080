"""What a contract with Twilio is asked for. Apart from the adapter, so that a screen can ask without loading HTTP."""

import re

from dreampower_sms.gateways.errors import GatewayOptionWrong
from dreampower_sms.gateways.fields import HTTP, Field


def account(text: str) -> str:
    """An account's SID. Raises `GatewayOptionWrong`."""
    return _sid("AC", text)


def api_key(text: str) -> str:
    """An API key's SID. Raises `GatewayOptionWrong`."""
    return _sid("SK", text)


def messaging_service(text: str) -> str:
    """A Messaging Service's SID. Raises `GatewayOptionWrong`."""
    return _sid("MG", text)


def secret(text: str) -> str:
    """An auth token or the secret of an API key: 32 letters and digits. Raises `GatewayOptionWrong`."""
    if not re.fullmatch(r"[0-9A-Za-z]{32}", text):
        raise GatewayOptionWrong("twilio_option_secret")
    return text


def sender(text: str) -> str:
    """A number in E.164, a short code, or an alphanumeric sender ID (11 characters, one a letter).

    Raises `GatewayOptionWrong`.
    """
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}|[0-9]{5,6}|(?=[0-9 ]*[A-Za-z])[0-9A-Za-z ]{1,11}", text):
        raise GatewayOptionWrong("twilio_option_sender")
    return text


FIELDS = (
    Field("account_sid", required=True, check=account),
    Field("auth_token", secret=True, check=secret, one_of="key"),
    Field("api_key_sid", check=api_key),
    Field("api_key_secret", secret=True, check=secret, one_of="key"),
    Field("from", check=sender, one_of="sender"),
    Field("messaging_service_sid", check=messaging_service, one_of="sender"),
    *HTTP,
)
"""An API key is better than the token: it can be withdrawn alone."""


def _sid(prefix: str, text: str) -> str:
    if not re.fullmatch(rf"{prefix}[0-9a-fA-F]{{32}}", text):
        raise GatewayOptionWrong("twilio_option_sid", prefix=prefix)
    return text
