"""Who agreed to be written to, and who wants it no more."""

from collections.abc import Sequence
from datetime import timedelta

from scripts.demo.dice import Dice, table
from scripts.demo.numbers import e164
from scripts.demo.records import Consent, Customer, Stop

STOPS = 14
_CONSENT, _RELATION = 0.78, 0.1
_OLD, _RECENT, _OLD_SHARE = (-1500, -430), (-430, -20), 0.75


def make_consents(customers: Sequence[Customer]) -> list[Consent]:
    """Mostly consent, some 取引関係, nothing on record for the rest."""
    dice, texts = Dice("consents"), table("texts")["consent"]
    made: list[Consent] = []
    for one in customers:
        number = e164(one.mobile)
        if not number or one.is_dummy:
            continue
        chance = dice.random.random()
        if one.name.startswith("練習") or chance < _CONSENT:
            kind = "granted"
        elif chance < _CONSENT + _RELATION:
            kind = "relation"
        else:
            continue
        source, wording, _ = dice.weighted(texts[kind])
        at = dice.moment(dice.day(*(_OLD if dice.happens(_OLD_SHARE) else _RECENT)))
        made.append(Consent(one.id, number, kind, "", at, dice.clerk(), source, wording))
    return sorted(made, key=lambda record: record.at)


def make_stops(customers: Sequence[Customer]) -> list[Stop]:
    """配信停止: most for everything, one for advertising only, one taken back, one of a number that a family shares."""
    dice, texts = Dice("stops"), table("texts")["stop"]
    reachable = [one for one in customers if e164(one.mobile) and not one.is_dummy and not one.name.startswith("練習")]
    numbers = [one.mobile for one in reachable]
    shared = [number for number in dict.fromkeys(numbers) if numbers.count(number) > 1]
    alone = [number for number in numbers if numbers.count(number) == 1]
    chosen = [dice.one(shared), *dice.some(alone, STOPS - 1)]
    made: list[Stop] = []
    for place, number in enumerate(chosen):
        at = dice.moment(dice.day(-500, -15))
        reason, source = dice.one(texts["reasons"])
        purpose, lifted_at, lifted_by = "", None, ""
        if place == 1:
            purpose, (reason, source) = "campaign", texts["campaign_only"]
        elif place == 2:
            (reason, source), lifted_at, lifted_by = texts["lifted"], at + timedelta(days=9), dice.clerk()
        made.append(Stop(e164(number), purpose, at, dice.clerk(), reason, source, lifted_at, lifted_by))
    return sorted(made, key=lambda stop: stop.at)
