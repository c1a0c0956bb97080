"""会社情報: the shop itself, as templates and the law need it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """One shop."""

    name: str = ""
    """As customers call it; the first line of a message (manual chapter 9 b)."""
    formal_name: str = ""
    """The registered name, which an advertisement has to carry (特定電子メール法 4条)."""
    phone: str = ""
    address: str = ""
    url: str = ""
    opt_out_contact: str = ""
    """Where to refuse further messages: a number, an address or a URL."""
