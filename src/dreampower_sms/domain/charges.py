"""What a message costs in the end: the price that it was confirmed with (見込み), corrected by the gateway's own count.

A gateway tells how many SMS (通数) of a message it charged, and 0 of one that costs nothing. Money it never tells: a
count that is not ours is priced by the fee table of the day, where its tiers are the SMS.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dreampower_sms.domain.counting import Charged, CountingProfile, TariffTable


@dataclass(frozen=True, slots=True)
class Charges:
    """How a contract is billed."""

    profile: CountingProfile
    """With the example tiers: they are where its SMS end."""
    tariffs: TariffTable
    """Its own fee tables."""

    @property
    def only_delivered(self) -> bool:
        """Whether what ended as 不達 is free, also where no count came."""
        return self.profile.charged is Charged.DELIVERED

    def parts(self, units: int) -> int:
        """As how many SMS a text of so many units goes out."""
        return bisect_left(self.profile.tariffs.tariffs[-1].ends, units) + 1

    def of_parts(self, parts: int, day: date) -> Decimal | None:
        """What so many SMS cost on that day; None where the tiers of the fee table end elsewhere than the SMS do."""
        tariff = self.tariffs.on(day)
        ends = self.profile.tariffs.tariffs[-1].ends[:parts]
        return tariff.tiers[parts - 1].price if 0 < parts == len(ends) and tariff.ends[:parts] == ends else None
