"""What a message costs in the end: the price that it was confirmed with (見込み), corrected by the gateway's own count.

A gateway tells how many SMS (通数) of a message it charged, and 0 of one that costs nothing. Money it never tells: a
count that is not ours is priced by the fee table of the day, where its tiers are the SMS.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dreampower_sms.domain.counting import Charged, CountingProfile, TariffTable
from dreampower_sms.domain.messages import State


@dataclass(frozen=True, slots=True)
class Charges:
    """How a contract is billed."""

    profile: CountingProfile
    """With the example tiers: they are where its SMS end."""
    tariffs: TariffTable
    """Its own fee tables."""
    damaged: bool = False
    """Its own contradict themselves: the example ones of its profile stand in for them."""

    @property
    def only_delivered(self) -> bool:
        """Whether what ended as 不達 is free, also where no count came."""
        return self.profile.charged is Charged.DELIVERED

    def sms(self, units: int, told: int | None, state: State) -> int:
        """The SMS of a message that are charged: as the gateway told, else those that a text of so many units takes."""
        if self._is_free(told, state):
            return 0
        return bisect_left(self._ends, units) + 1 if told is None else told

    def price(self, estimate: Decimal, tier: int, told: int | None, state: State, day: date) -> Decimal:
        """What a message costs that was confirmed at an estimate and handed over on that day."""
        if self._is_free(told, state):
            return Decimal(0)
        other = self.of_sms(told, day) if told not in {None, tier} else None
        return estimate if other is None else other

    def of_sms(self, count: int | None, day: date) -> Decimal | None:
        """What so many SMS cost on that day; None where the tiers of the fee table end elsewhere than the SMS do."""
        if not count or self.tariffs.on(day).ends[:count] != self._ends[:count] or count > len(self._ends):
            return None
        return self.tariffs.on(day).tiers[count - 1].price

    @property
    def _ends(self) -> tuple[int, ...]:
        return self.profile.tariffs.tariffs[-1].ends

    def _is_free(self, told: int | None, state: State) -> bool:
        return told == 0 or (told is None and self.only_delivered and state is State.UNDELIVERED)
