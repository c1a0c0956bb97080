"""The base of every error that the program can explain, and the domain's own errors.

    DreamPowerError
    └── DomainError
        ├── DateUnreadable       dates: a text that is no date, or more than one
        ├── TariffWrong          counting: a fee table or profile that contradicts itself
        └── TemplateUnreadable   templates: braces that don't pair up

The other floors hang their own trees below `DreamPowerError` (database, gateway, services). What is wrong
with one recipient of many is a value, not an exception: see `templates.FieldError`, `phone.ParsedPhone`.
"""

from collections.abc import Mapping
from types import MappingProxyType


class DreamPowerError(Exception):
    """The program met a problem that it can name."""

    code: str = "error"
    """Stable, never translated: the screen finds its sentence by it. A class has one; a single error may differ."""
    details: Mapping[str, str] = MappingProxyType({})
    """What the sentence fills in. May hold what a clerk typed, so it belongs on the screen and never in a log."""

    def __init__(self, code: str = "", **details: str) -> None:
        """Keep `code` (empty: the class's own) and what the sentence needs."""
        super().__init__(code)
        if code:
            self.code = code
        if details:
            self.details = details

    def __str__(self) -> str:
        """Default English message and code; leaves `details` out because logs may not show numbers and texts."""
        message = (type(self).__doc__ or type(self).__name__).partition("\n")[0]
        return f"{message} [{self.code}]"


class DomainError(DreamPowerError):
    """A value breaks a rule of the domain."""

    code = "domain_error"


class DateUnreadable(DomainError):
    """The text is not exactly one date."""

    code = "date_unreadable"


class TariffWrong(DomainError):
    """The fee table or counting profile contradicts itself."""

    code = "tariff_wrong"


class TemplateUnreadable(DomainError):
    """The braces of the template don't pair up."""

    code = "template_unreadable"
