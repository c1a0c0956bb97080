"""Counting a message the way the contract bills it: units, tier (料金区分), price.

Three things differ between contracts and change over time, so all three are data: how a text is counted
(`CountingProfile`), where the tiers end and what they cost (`Tariff`, dated), and what is charged at all.
Everything computed here is an estimate (見込み): some bills depend on the recipient's carrier, and the gateway's
own count corrects it afterwards.

The text to count is the one that goes out: merged, with shortened URLs, after `characters.normalise_text`.
"""

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from dreampower_sms.domain.characters import COMPOSED, is_blank, normalise_newlines
from dreampower_sms.domain.errors import TariffWrong
from dreampower_sms.domain.segments import room, shift_jis_room


class Unit(StrEnum):
    """What counts as 1."""

    UTF16 = "utf16"
    """A UTF-16 code unit, as in the SMS itself: kanji, kana and letters 1, emoji and 𠮷 2."""
    CODEPOINT = "codepoint"
    """A Unicode code point: an emoji is 1, too."""
    SEGMENT = "segment"
    """Room in the parts of the SMS: as UTF16, but a text of the GSM alphabet takes 70 units for 160 characters."""
    SJIS_ROOM = "sjis_room"
    """A character; a half in a text of ASCII alone."""


class Charged(StrEnum):
    """Which messages are billed."""

    ACCEPTED = "accepted"
    """Everything that the gateway took, even if it failed afterwards."""
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class TierPrice:
    """One tier: up to and including `end` units it costs `price` yen."""

    end: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """The tiers of a contract from one day on.

    Raises:
        TariffWrong: there is no tier, an end or a price doesn't rise from tier to tier, or one is negative.
    """

    valid_from: date
    tiers: tuple[TierPrice, ...]
    ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that would misprice messages."""
        if not self.tiers:
            raise TariffWrong("tariff_without_tiers")
        object.__setattr__(self, "ends", tuple(tier.end for tier in self.tiers))
        floor = TierPrice(0, Decimal(-1))
        for number, (below, tier) in enumerate(pairwise((floor, *self.tiers)), start=1):
            if tier.end <= below.end:
                raise TariffWrong("tariff_ends_must_rise", tier=str(number), end=str(tier.end))
            if tier.price <= below.price or tier.price < 0:
                raise TariffWrong("tariff_prices_must_rise", tier=str(number), price=str(tier.price))


@dataclass(frozen=True, slots=True)
class TariffTable:
    """All tariffs of a contract, past and announced, in the order of their first day.

    Raises:
        TariffWrong: the table is empty, or two tariffs start on one day.
    """

    tariffs: tuple[Tariff, ...]

    def __post_init__(self) -> None:
        """Bring the tariffs into order."""
        ordered = tuple(sorted(self.tariffs, key=_first_day))
        if not ordered:
            raise TariffWrong("tariff_table_empty")
        for one, next_one in pairwise(ordered):
            if one.valid_from == next_one.valid_from:
                raise TariffWrong("tariff_day_twice", day=one.valid_from.isoformat())
        object.__setattr__(self, "tariffs", ordered)

    def on(self, day: date | None) -> Tariff:
        """Return the tariff of that day; None asks for the newest.

        Days before the first tariff get the first one: a message must have a price whatever the clock says.
        """
        if day is None:
            return self.tariffs[-1]
        return self.tariffs[max(0, bisect_right(self.tariffs, day, key=_first_day) - 1)]


@dataclass(frozen=True, slots=True)
class CountingProfile:
    """How one contract counts and bills a text.

    Raises:
        TariffWrong: a tariff has no tier for the longest text, or a figure or the character set makes no sense.
    """

    name: str
    max_units: int
    """Longest text that may be sent, in units."""
    newline_units: int
    unit: Unit
    charset: str
    """Python codec of the characters that arrive: see `characters.troubles`."""
    charged: Charged
    tariffs: TariffTable

    def __post_init__(self) -> None:
        """Refuse a profile under which some sendable text has no price."""
        if self.max_units < 1 or self.newline_units < 1:
            raise TariffWrong("profile_units_wrong", profile=self.name)
        try:
            codecs.lookup(self.charset)
        except LookupError as error:
            raise TariffWrong("profile_charset_unknown", profile=self.name, charset=self.charset) from error
        for tariff in self.tariffs.tariffs:
            if tariff.ends[-1] < self.max_units:
                raise TariffWrong("tariff_ends_below_limit", end=str(tariff.ends[-1]), limit=str(self.max_units))

    def with_tariffs(self, tariffs: TariffTable) -> "CountingProfile":
        """Return the same way of counting with the shop's own fee table."""
        return replace(self, tariffs=tariffs)

    def units(self, text: str) -> int:
        """Count a text whose line breaks are LF."""
        return _COUNT[self.unit](text.replace("\n", "\n" * self.newline_units))


@dataclass(frozen=True, slots=True)
class Costly:
    """A character, as a reader sees it, that costs more than an ordinary kanji."""

    index: int
    """Place in `Measure.text`, in code points."""
    char: str
    units: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text counts and costs under a profile. Prices are an estimate in yen."""

    text: str
    """The text as counted: its line breaks are LF."""
    profile: CountingProfile
    units: int
    tier: int | None
    """料金区分 from 1; None when there is nothing to send or too much."""
    price: Decimal | None
    cut: int
    """Units to take away for the next lower tier (over the limit: to fit in at all); 0 in tier 1."""
    over: int
    """Units above the limit; 0 when the text fits."""

    @property
    def blank(self) -> bool:
        """Whether a reader would see nothing; gateways refuse such a text."""
        return is_blank(self.text)

    @property
    def sendable(self) -> bool:
        """Whether the text fits and says anything. Characters that may not arrive are another question."""
        return self.tier is not None and not self.blank

    @property
    def costly(self) -> tuple[Costly, ...]:
        """The characters that cost more than an ordinary one, in the order of the text."""
        beside = "a" if self.text.isascii() else "漢"  # what a character costs depends on the alphabet of the text
        alone = self.profile.units(beside)
        found = (
            Costly(match.start(), match[0], self.profile.units(beside + match[0]) - alone)
            for match in _MAY_BE_COSTLY.finditer(self.text)
        )
        return tuple(costly for costly in found if costly.units > 1)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first_day(tariff: Tariff) -> date:
    return tariff.valid_from


def _table(ends: Iterable[int]) -> TariffTable:
    """Make the example table of a tier family: no price list is public, so a tier costs what its parts cost."""
    tiers = tuple(TierPrice(end, _EXAMPLE_PRICE * part) for part, end in enumerate(ends, start=1))
    return TariffTable((Tariff(_EXAMPLE_FROM, tiers),))


_COUNT: Mapping[Unit, Callable[[str], int]] = {
    Unit.UTF16: _utf16,
    Unit.CODEPOINT: len,
    Unit.SEGMENT: room,
    Unit.SJIS_ROOM: shift_jis_room,
}
_MAY_BE_COSTLY = re.compile(f"{COMPOSED.pattern}|[\n\U00010000-\U0010ffff]")
_EXAMPLE_PRICE = Decimal(20)
"""Yen a part: near what small shops were quoted per message in public. Every shop enters its own table."""
_EXAMPLE_FROM = date(2019, 9, 10)
"""The day on which the carriers brought in tiers for long messages."""

DEFAULT_PROFILE = CountingProfile(
    name="default",
    max_units=660,
    newline_units=1,
    unit=Unit.UTF16,
    charset="cp932",
    charged=Charged.ACCEPTED,
    tariffs=_table((70, 134, 201, 268, 335, 402, 469, 536, 603, 660)),
)
"""The manual's rule (everything counts 1, at most 660) with the carriers' tiers: 70, then 67 a part."""

EVERY_70 = replace(DEFAULT_PROFILE, name="every_70", tariffs=_table((*range(70, 631, 70), 660)))
"""Gateways that bill a part for every 70 characters begun."""

EVERY_66 = replace(DEFAULT_PROFILE, name="every_66", tariffs=_table((70, *range(132, 661, 66))))
"""Parts of 66 characters, as one carrier's network cuts them."""

TWILIO = CountingProfile(
    name="twilio",
    max_units=670,
    newline_units=1,
    unit=Unit.SEGMENT,
    charset="utf-8",
    charged=Charged.ACCEPTED,
    tariffs=_table((70, *range(134, 671, 67))),
)
"""Twilio bills segments: 70, then 67 characters; 160, then 153 of the GSM alphabet. Any character arrives.

It takes 1600 characters, but carriers in Japan join ten parts at most. A message that ends as `undelivered` is billed.
"""

MEDIASMS = CountingProfile(
    name="mediasms",
    max_units=660,
    newline_units=2,
    unit=Unit.SJIS_ROOM,
    charset="cp932",
    charged=Charged.DELIVERED,
    tariffs=_table((70, 134, 201, 268, 335, 402, 469, 536, 603, 660)),
)
"""MediaSMS: a line break counts 2, ASCII alone a half (140 bytes, long 1340); only what was delivered is billed.

660 because one text goes to all carriers: docomo takes that, the others 670. The documentation keeps out
「環境依存文字」 without listing them; cp932 is the widest set that can be meant.
"""

PROFILES = {profile.name: profile for profile in (DEFAULT_PROFILE, EVERY_70, EVERY_66, TWILIO, MEDIASMS)}


def measure(text: str, profile: CountingProfile = DEFAULT_PROFILE, *, on: date | None = None) -> Measure:
    """Count the text and look its price up.

    `on` is the day of sending, which decides the tariff; None takes the newest one.
    """
    text = normalise_newlines(text)
    units = profile.units(text)
    over = max(0, units - profile.max_units)
    if over or not units:
        return Measure(text, profile, units, None, None, over, over)
    tariff = profile.tariffs.on(on)
    below = bisect_left(tariff.ends, units)
    cut = units - tariff.ends[below - 1] if below else 0
    return Measure(text, profile, units, below + 1, tariff.tiers[below].price, cut, 0)
