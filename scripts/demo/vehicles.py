"""Vehicles: plates, models and dates that fit each other and the owner."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scripts.demo.dice import Dice, add_years, table
from scripts.demo.people import DUMMY_ID, People
from scripts.demo.records import ANCHOR, Customer, Vehicle

VEHICLES = 400
TERMS = {"large": (3, 2), "small": (3, 2), "kei": (3, 2), "kei_cargo": (2, 2), "cargo": (2, 1)}
"""Years of the first 車検 and of each one after it, by kind of vehicle (道路運送車両法 61条; trucks below 8 t)."""
CLASSES = {
    "large": ("300", "301", "302", "330", "331"),
    "small": ("500", "501", "502", "530"),
    "kei": ("580", "581", "582", "583"),
    "kei_cargo": ("480", "481"),
    "cargo": ("400", "401", "402"),
}
PRIVATE_KANA = "さすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ"
KEI_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆらるろ"
COMMERCIAL_KANA = "あいうえかきくけこを"
"""事業用: carriers for hire; し へ ん お are on no plate."""
_WITHOUT_CAR = 0.05
_KEI_CARGO_SHARE = 0.06
_COMPANY_CARGO_SHARE = 0.75
_FLEET = (1, 1, 1, 2, 2, 3, 4, 6)
_SOON, _SOON_DAYS, _OVERDUE = 70, 67, 8
"""So many fall due, evenly, in a little more than two months: any next month then has about 35. So many are overdue."""
_PRACTICE_DUE = 31
"""The vehicles of the practice customers fall due in a month, so that the list of next month shows every fate."""
_NEW = 20
"""So many are less than a year old: their first 車検 is two to three years away."""
_YEARLY_KM = {"large": 9000, "small": 8000, "kei": 7000, "kei_cargo": 9000, "cargo": 19000}
_UNUSED_ENDS = (42, 49)
"""No ordinary plate ends so: shini (death) and shiku (to run over)."""


class Vehicles:
    """Makes all vehicles, in the order of their owners."""

    def __init__(self, people: People, customers: Sequence[Customer]) -> None:
        self._dice, self._people, self._customers = Dice("vehicles"), people, customers
        self._cars: list[list[str]] = table("cars")["cars"]
        self._plates: set[tuple[str, ...]] = set()

    def make(self) -> list[Vehicle]:
        """Every vehicle."""
        owners = self._owners()
        expiries = self._expiries(len(owners))
        for place, owner in enumerate(owners):
            if owner.name.startswith("練習"):
                expiries[place] = ANCHOR + timedelta(days=_PRACTICE_DUE)
        pairs = enumerate(zip(owners, expiries, strict=True), start=1)
        return [self._vehicle(number, owner, expiry) for number, (owner, expiry) in pairs]

    def _owners(self) -> list[Customer]:
        """The owner of each vehicle; whoever has several stands here several times."""
        individuals = [one for one in self._customers if one.kind == "individual" and one.id != DUMMY_ID]
        practice = [one for one in individuals if one.name.startswith("練習")]
        ordinary = [one for one in individuals if one not in practice]
        companies = [one for one in self._customers if one.kind == "company"]
        owners = practice + [one for one in ordinary if not self._dice.happens(_WITHOUT_CAR)]
        owners += [one for one in companies for _ in range(self._dice.one(_FLEET))]
        owners += self._dice.some(ordinary, VEHICLES - len(owners))
        return sorted(owners, key=lambda one: one.id)

    def _expiries(self, vehicles: int) -> list[date]:
        days = [self._dice.day(-20, -1) for _ in range(_OVERDUE)]
        days += [ANCHOR + timedelta(days=1 + place * _SOON_DAYS // _SOON) for place in range(_SOON)]
        days += [self._dice.day(731, 1080) for _ in range(_NEW)]
        days += [self._dice.day(_SOON_DAYS + 1, 730) for _ in range(vehicles - len(days))]
        self._dice.random.shuffle(days)
        return days

    def _vehicle(self, number: int, owner: Customer, expiry: date) -> Vehicle:
        car, registered = self._car(owner, expiry)
        kind = car[3]
        yearly = _YEARLY_KM[kind] * self._dice.random.uniform(0.5, 1.5)
        area, plate_class, kana, digits = self._plate(owner, kind, registered)
        return Vehicle(
            id=number,
            customer_id=owner.id,
            plate_area=area,
            plate_class=plate_class,
            plate_kana=kana,
            plate_number=digits,
            maker=car[0],
            model=car[1],
            type_code=car[2],
            chassis_number=f"{car[2].split('-')[1]}-9{self._dice.count(0, 999_999):06}",
            first_registration=registered,
            inspection_expiry=expiry,
            next_check=next_check(expiry),
            mileage=int(yearly * (ANCHOR - registered).days / 365 / 100) * 100,
            sms=self._dice.happens(0.92),
        )

    def _car(self, owner: Customer, expiry: date) -> tuple[list[str], date]:
        """A model that was new on a day from which 車検 leads to this expiry."""
        while True:
            car = list(self._dice.weighted(self._fitting(owner)))
            days = [day for day in first_days(car[3], expiry) if car[4] <= f"{day:%Y-%m}" <= car[5]]
            if days:
                return car, self._dice.one(days)

    def _fitting(self, owner: Customer) -> list[list[str]]:
        if owner.kind == "company":
            wanted = {"cargo", "kei_cargo"} if self._dice.happens(_COMPANY_CARGO_SHARE) else {"small", "large"}
            return [car for car in self._cars if car[3] in wanted]
        with_cargo = self._dice.happens(_KEI_CARGO_SHARE)
        return [car for car in self._cars if (car[3] == "kei_cargo") == with_cargo and car[3] != "cargo"]

    def _plate(self, owner: Customer, kind: str, registered: date) -> tuple[str, str, str, str]:
        commercial = kind == "cargo" and "運輸" in owner.name
        kana = COMMERCIAL_KANA if commercial else KEI_KANA if kind.startswith("kei") else PRIVATE_KANA
        area = self._people.area_of(owner, registered)
        while True:
            plate = (area, self._dice.one(CLASSES[kind]), self._dice.one(kana), self._serial())
            if plate not in self._plates:
                self._plates.add(plate)
                return plate

    def _serial(self) -> str:
        number = self._dice.count(1, 9999)
        if self._dice.happens(0.1):
            number = self._dice.count(1, 99)
        return serial(number) if number % 100 not in _UNUSED_ENDS else self._serial()


def serial(number: int) -> str:
    """The serial number as it stands on a plate: 12-34, ・1-23, ・・12, ・・・1."""
    digits = f"{number:・>4}"
    return f"{digits[:2]}-{digits[2:]}" if digits[1] != "・" else digits


def first_days(kind: str, expiry: date) -> Iterator[date]:
    """The days of first registration from which 車検 leads to this expiry: the day after it, whole terms before."""
    first, again = TERMS[kind]
    day_after = expiry + timedelta(days=1)
    for renewals in range(20):
        renewed = add_years(day_after, -again) if renewals else None
        registered = add_years(day_after, -first - again * renewals)
        if registered < ANCHOR and (renewed is None or renewed <= ANCHOR):
            yield registered


def next_check(expiry: date) -> date:
    """The next 12-month check, or the inspection itself when that comes first."""
    day = expiry
    while (year_before := add_years(day, -1)) > ANCHOR:
        day = year_before
    return day
