"""Customers: individuals, families, companies, a 上様, and the practice customers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import jaconv
from faker import Faker

from scripts.demo.dice import Dice, table
from scripts.demo.numbers import Numbers
from scripts.demo.records import STAFF, Customer

CUSTOMERS, COMPANIES, FAMILIES = 300, 46, 14
PRACTICE = (
    ("練習 到達", "レンシュウ トウタツ", "1000"),
    ("練習 拒否", "レンシュウ キョヒ", "0001"),
    ("練習 不達", "レンシュウ フタツ", "0002"),
    ("練習 応答なし", "レンシュウ オウトウナシ", "0003"),
    ("練習 結果不明", "レンシュウ ケッカフメイ", "0004"),
    ("練習 圏外", "レンシュウ ケンガイ", "0005"),
)
"""Name, reading, last four digits: the fates of `gateways.practice`."""
DUMMY_ID = 1
_RANKS = (("A", 2), ("B", 5), ("C", 3))
_OLDEST, _YOUNGEST = 86, 19
_SEED = 1123


class People:
    """Makes all customers, in the order of their numbers at the shop."""

    def __init__(self) -> None:
        self._dice, self._numbers = Dice("people"), Numbers()
        self._names, self._places = table("names"), table("places")
        self._memos = table("texts")["memo"]
        self._faker = Faker("ja_JP")
        self._faker.seed_instance(_SEED)
        self._company_names = self._invent_company_names()

    def make(self) -> list[Customer]:
        """Every customer."""
        households: list[Sequence[Customer]] = [[self._company()] for _ in range(COMPANIES)]
        households += [self._family() for _ in range(FAMILIES)]
        others = CUSTOMERS - 1 - len(PRACTICE) - sum(map(len, households))
        households += [[self._individual()] for _ in range(others)]
        self._dice.random.shuffle(households)
        made = [self._dummy(), *(one for household in households for one in household), *self._practice()]
        return self._with_second_numbers([replace(one, id=number) for number, one in enumerate(made, start=DUMMY_ID)])

    def area_of(self, customer: Customer, registered: date) -> str:
        """The plate area of somebody who registered a car on that day."""
        here = next(row for row in self._all_places() if row[0] == customer.zip)
        before_new_areas = (registered.year, registered.month) < (2020, 5)
        return here[6] if before_new_areas and len(here) > 6 else here[5]

    def _all_places(self) -> Iterator[list[str]]:
        yield from self._places["near"]
        yield from self._places["far"]

    def _individual(self, last: Sequence[str] = ()) -> Customer:
        last = last or self._last_name()
        first = self._first_name()
        kana = f"{last[1]} {first[1]}"
        place = self._place()
        mobile = self._numbers.mobile() if self._dice.happens(0.88) else ""
        rank = str(self._dice.weighted(_RANKS)[0])
        return Customer(
            id=0,
            name=f"{last[0]} {first[0]}",
            kana=kana,
            honorific="様",
            kind="individual",
            zip=place[0],
            address=self._address(place),
            phone=self._numbers.fixed(place[4]) if not mobile or self._dice.happens(0.55) else "",
            mobile=mobile,
            email=_email(kana) if self._dice.happens(0.3) else "",
            birthday=self._dice.day(-_OLDEST * 365, -_YOUNGEST * 365) if self._dice.happens(0.85) else None,
            rank=rank,
            staff_id=self._dice.one(STAFF).id,
            memo=self._dice.one(self._memos["plain"]) if self._dice.happens(0.12) else "",
            number_checked_on=self._dice.day(-900, -5) if mobile and self._dice.happens(0.5) else None,
            flag_midyear=rank == "A",
            flag_yearend=rank == "A",
            flag_dm=self._dice.happens(0.85),
            flag_sms=bool(mobile) and self._dice.happens(0.9),
            flag_telecall=self._dice.happens(0.3),
        )

    def _family(self) -> list[Customer]:
        """Two or three at one address with one fixed line; in half of the families the mobile number is shared, too."""
        last = self._last_name()
        head = self._individual(last)
        share_mobile = bool(head.mobile) and self._dice.happens(0.6)
        family = [head]
        for _ in range(self._dice.count(1, 2)):
            member = self._individual(last)
            family.append(
                replace(
                    member,
                    zip=head.zip,
                    address=head.address,
                    phone=head.phone,
                    mobile=head.mobile if share_mobile else member.mobile,
                    flag_sms=head.flag_sms if share_mobile else member.flag_sms,
                    staff_id=head.staff_id,
                )
            )
        return family

    def _company(self) -> Customer:
        name, kana = self._company_names.pop()
        place = self._place()
        contact = self._last_name()[0]
        mobile = self._numbers.mobile() if self._dice.happens(0.6) else ""
        return Customer(
            id=0,
            name=name,
            kana=kana,
            honorific="御中",
            kind="company",
            zip=place[0],
            address=self._address(place),
            phone=self._numbers.fixed(place[4]),
            mobile=mobile,
            email=_email(kana) if self._dice.happens(0.5) else "",
            birthday=None,
            rank=str(self._dice.weighted(_RANKS)[0]),
            staff_id=self._dice.one(STAFF).id,
            memo=self._dice.one(self._memos["company"]).format(name=contact) if mobile else "",
            flag_midyear=True,
            flag_yearend=True,
            flag_sms=bool(mobile) and self._dice.happens(0.85),
        )

    def _dummy(self) -> Customer:
        """The stand-in for walk-ins. It has a number on purpose: it must not be written to all the same."""
        return Customer(
            id=0, name="上様", kana="ウエサマ", honorific="様", kind="individual", zip="", address="", phone="",
            mobile=self._numbers.mobile(), email="", birthday=None, rank="", staff_id=STAFF[0].id, memo="",
            is_dummy=True, flag_summer=False, flag_newyear=False, flag_print_list=False, flag_dm=False,
        )  # fmt: skip

    def _practice(self) -> Iterator[Customer]:
        for name, kana, last in PRACTICE:
            one = self._individual(["練習", "レンシュウ"])
            mobile = self._numbers.magic(last)
            yield replace(one, name=name, kana=kana, mobile=mobile, email="", memo="", rank="C", flag_sms=True)

    def _with_second_numbers(self, customers: list[Customer]) -> list[Customer]:
        """Give some a memo with two numbers, and two a word beside the number, as desks do that lack a field for it."""
        ordinary = [one for one in customers if one.kind == "individual" and one.mobile and not one.memo]
        ordinary = [one for one in ordinary if not one.is_dummy and not one.name.startswith("練習")]
        chosen = self._dice.some(ordinary, 10)
        for one in chosen[:8]:
            area = one.phone.split("-")[0] or "043"
            memo = self._dice.one(self._memos["two_numbers"])
            one.memo = memo.format(a=self._numbers.mobile(), b=self._numbers.fixed(area))
        for one, word in zip(chosen[8:], ("(妻)", " 夜のみ"), strict=True):
            one.mobile += word
        return customers

    def _last_name(self) -> Sequence[str]:
        return self._dice.one(self._names["last"]) if self._dice.happens(0.2) else self._faker.last_name_pair()

    def _first_name(self) -> Sequence[str]:
        if self._dice.happens(0.55):
            own, of_faker = self._names["male"], self._faker.first_name_male_pair
        else:
            own, of_faker = self._names["female"], self._faker.first_name_female_pair
        return self._dice.one(own) if self._dice.happens(0.45) else of_faker()

    def _place(self) -> Sequence[str]:
        return self._dice.one(self._places["near" if self._dice.happens(0.8) else "far"])

    def _address(self, place: Sequence[str]) -> str:
        block = f"{self._dice.count(1, 5)}-{self._dice.count(1, 28)}-{self._dice.count(1, 19)}"
        house = f"{place[1]}{place[2]}{place[3]}{block}"
        if not self._dice.happens(0.25):
            return house
        building, flat = self._dice.one(self._names["buildings"]), self._dice.count(1, 9) * 100 + self._dice.count(1, 8)
        return f"{house} {building}{place[3]}{flat}"

    def _invent_company_names(self) -> list[tuple[str, str]]:
        pairs = [(a, b) for a in self._names["company_first"] for b in self._names["company_second"]]
        names: list[tuple[str, str]] = []
        for first, second in self._dice.some(pairs, COMPANIES):
            form, stem = self._dice.one(self._names["company_forms"]), first[0] + second[0]
            name = form + stem if self._dice.happens(0.6) else stem + form
            if form == "株式会社" and self._dice.happens(0.1):
                name = "㈱" + stem
            names.append((name, first[1] + second[1]))
        return names


def _email(kana: str) -> str:
    """An address at a domain that is kept for examples."""
    words = [jaconv.kana2alphabet(jaconv.kata2hira(word)).replace("-", "") for word in kana.split()]
    return f"{'.'.join(reversed(words))}@example.com"
