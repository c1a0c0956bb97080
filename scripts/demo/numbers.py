"""Telephone numbers that look right and belong to nobody, as far as that can be known.

Mobile numbers are drawn from blocks that the ministry had given to no carrier when the table that phonenumbers
ships was made (070) or that wait for carriers to start with them (060). Fixed lines have the true area
code and a local exchange that begins with 1: no exchange in Japan does, 1 is kept for services such as 110.
None is a promise: blocks are given out one day. That is why demo data work with the practice gateway only.
"""

from dreampower_sms.domain.phone import parse_phone
from scripts.demo.dice import Dice

FREE_BLOCKS = (("070", 9600, 9699), ("070", 9800, 9999), ("060", 7000, 9999))
"""Prefix, first and last block of four digits."""
_SUBSCRIBERS = 10_000
_MAGIC = range(1, 6)
"""0001 to 0005 at the end make the practice gateway fail; only the practice customers have them."""
_DIGITS = 10
_SUBSCRIBER_DIGITS = 4


class Numbers:
    """Gives each number once."""

    def __init__(self) -> None:
        self._dice = Dice("numbers")
        self._given: set[str] = set()

    def mobile(self) -> str:
        """A mobile number that ends in none of the magic ones."""
        prefix, low, high = self._dice.random.choices(FREE_BLOCKS, (3, 4, 2))[0]
        block, last = self._dice.count(low, high), self._dice.count(_MAGIC.stop, _SUBSCRIBERS - 1)
        return self._once(f"{prefix}-{block:04}-{last:04}") or self.mobile()

    def magic(self, last: str) -> str:
        """A mobile number with these last four digits."""
        return f"070-9800-{last}"

    def fixed(self, area_code: str) -> str:
        """A number of this area."""
        exchange_digits = _DIGITS - len(area_code) - _SUBSCRIBER_DIGITS
        exchange = 10 ** (exchange_digits - 1) + self._dice.count(0, 10 ** (exchange_digits - 1) - 1)
        number = f"{area_code}-{exchange}-{self._dice.count(0, _SUBSCRIBERS - 1):04}"
        return self._once(number) or self.fixed(area_code)

    def _once(self, number: str) -> str:
        if number in self._given:
            return ""
        self._given.add(number)
        return number


def e164(text: str) -> str:
    """The number as the stop list and consents hold it; "" when it can get no SMS."""
    parsed = parse_phone(text)
    return (parsed.e164 or "") if parsed.sendable else ""
