"""送信案内書: what a shop puts on the leaflet with which it asks customers for their mobile number."""

from dataclasses import dataclass
from enum import StrEnum

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.text import digits

LONGEST_SENTENCE = 120
LONGEST_SENDER = 40
LONGEST_CONSENT, MOST_CONSENT_LINES = 500, 15
"""What the words that a customer signs may be, in characters and lines: they fit the smallest paper."""


class Use(StrEnum):
    """What messages are about (manual chapter 8). The order is that of the leaflet."""

    INSPECTION = "inspection"
    CHECKUP = "checkup"
    READY = "ready"
    REPAIR = "repair"
    BOOKING = "booking"
    OIL = "oil"
    HOLIDAYS = "holidays"
    CAMPAIGN = "campaign"


class Target(StrEnum):
    """What the QR code leads to."""

    URL = "url"
    PHONE = "phone"
    NONE = "none"


class Sheet(StrEnum):
    """The paper."""

    A5 = "a5"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class LeafletChoices:
    """What a shop chose, as it is stored: plain values, unknown ones are passed over."""

    uses: str = "inspection,checkup,ready,repair,booking,campaign"
    """Values of `Use`, parted by commas."""
    sentence: str = ""
    """One sentence of the shop's own."""
    sender: str = ""
    """Number or name that a phone shows for our messages; "" leaves the line out."""
    target: str = Target.URL.value
    sheet: str = Sheet.A4.value
    form: bool = True
    """With the part that a customer fills in and signs."""

    def chosen_uses(self) -> tuple[Use, ...]:
        """In the order of the leaflet."""
        named = set(self.uses.split(","))
        return tuple(use for use in Use if use.value in named)

    def chosen_target(self) -> Target:
        """The URL for what is not known."""
        return Target(self.target) if self.target in set(Target) else Target.URL

    def chosen_sheet(self) -> Sheet:
        """A4 for what is not known."""
        return Sheet(self.sheet) if self.sheet in set(Sheet) else Sheet.A4


@dataclass(frozen=True, slots=True)
class LeafletText:
    """All that a leaflet is made of."""

    choices: LeafletChoices
    company: Company
    consent: str
    """What a customer agrees to, word for word: the text that the shop keeps with its consent records."""


def joined(uses: tuple[Use, ...]) -> str:
    """As `LeafletChoices.uses` keeps it."""
    return ",".join(use.value for use in uses)


class Missing(StrEnum):
    """What a leaflet can't do without. The value is the code of its sentence."""

    NAME = "leaflet_no_name"
    PHONE = "leaflet_no_phone"
    USES = "leaflet_no_uses"
    URL = "leaflet_no_url"
    LONG_SENTENCE = "leaflet_long_sentence"
    LONG_SENDER = "leaflet_long_sender"


OF_COMPANY = frozenset({Missing.NAME, Missing.PHONE, Missing.URL})
"""These are filled in at 初期設定."""


def missing(choices: LeafletChoices, company: Company) -> tuple[Missing, ...]:
    """What has to be filled in before the leaflet can be handed to customers: they have to see who writes, and where
    to call to stop it.
    """
    tests = (
        (Missing.NAME, not (company.name or company.formal_name)),
        (Missing.PHONE, not company.phone),
        (Missing.URL, choices.chosen_target() is Target.URL and not company.url),
        (Missing.USES, not choices.chosen_uses()),
        (Missing.LONG_SENTENCE, len(choices.sentence) > LONGEST_SENTENCE),
        (Missing.LONG_SENDER, len(choices.sender) > LONGEST_SENDER),
    )
    return tuple(what for what, is_so in tests if is_so)


def uri(target: Target, company: Company) -> str:
    """What the QR code says, "" for none. A number for a phone to dial is its digits (RFC 3966)."""
    match target:
        case Target.URL:
            return company.url.strip()
        case Target.PHONE if number := digits(company.phone):
            return f"tel:{number}"
        case _:
            return ""
