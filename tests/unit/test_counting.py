"""Units, tiers and prices: what the shop pays must be right for every text and on every day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dreampower_sms.domain.counting import (
    DEFAULT_PROFILE,
    PROFILES,
    Charged,
    Costly,
    CountingProfile,
    Measure,
    Tariff,
    TariffTable,
    TierPrice,
    Unit,
    measure,
)
from dreampower_sms.domain.errors import TariffWrong

NEW_YEAR = date(2027, 1, 1)
characters = st.one_of(st.characters(), st.sampled_from("あ漢ａaｱﾞ😀𠮷髙\r\n\u2028\ufe0f\u200d👩🇯"))
texts = st.one_of(st.text(characters), st.integers(0, 1400).map(lambda length: "漢" * length))
ADDITIVE = {Unit.UTF16, Unit.CODEPOINT}
"""Units that a character counts whatever stands beside it; of the others tells test_segments."""
profiles = st.sampled_from([profile for profile in PROFILES.values() if profile.unit in ADDITIVE])


def tariff(*tiers: tuple[int, int], since: date = date(2020, 1, 1)) -> Tariff:
    return Tariff(since, tuple(TierPrice(end, Decimal(price)) for end, price in tiers))


def naive_units(text: str, profile: CountingProfile) -> int:
    """The rule of the contract, character by character."""
    total = 0
    for char in text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"):
        if char == "\n":
            total += profile.newline_units
        elif profile.unit is Unit.UTF16:
            total += 2 if ord(char) > 0xFFFF else 1
        else:
            total += 1
    return total


def naive_tier(units: int, profile: CountingProfile) -> int | None:
    if not 1 <= units <= profile.max_units:
        return None
    ends = [tier.end for tier in profile.tariffs.on(None).tiers]
    return next(number for number, end in enumerate(ends, start=1) if units <= end)


@pytest.mark.parametrize(
    ("text", "units", "tier"),
    [
        ("あ", 1, 1),
        ("ABC123ｱｲｳ", 9, 1),
        ("一行目\n二行目", 7, 1),
        ("一行目\r\n二行目", 7, 1),
        ("一行目\r二行目\u2028三", 9, 1),
        ("完了😀", 4, 1),
        ("𠮷田様", 4, 1),
        ("髙﨑", 2, 1),
        ("あ" * 70, 70, 1),
        ("あ" * 71, 71, 2),
        ("あ" * 69 + "😀", 71, 2),
        ("x" * 160, 160, 3),
        ("あ" * 660, 660, 10),
        ("あ" * 661, 661, None),
        ("", 0, None),
    ],
)
def test_the_default_rule(text: str, units: int, tier: int | None) -> None:
    measured = measure(text)
    assert (measured.units, measured.tier) == (units, tier)
    assert measured.sendable is (tier is not None)


@pytest.mark.parametrize("end", [70, 134, 201, 268, 335, 402, 469, 536, 603])
def test_a_tier_ends_where_it_says(end: int) -> None:
    last, first = measure("漢" * end), measure("漢" * (end + 1))
    assert first.tier is not None
    assert last.tier == first.tier - 1
    assert first.cut == 1


@pytest.mark.parametrize(
    ("name", "units", "tier"),
    [
        ("every_70", 134, 2),
        ("every_70", 140, 2),
        ("every_70", 141, 3),
        ("every_70", 660, 10),
        ("every_66", 132, 2),
        ("every_66", 133, 3),
        ("every_66", 660, 10),
    ],
)
def test_other_families_end_their_tiers_elsewhere(name: str, units: int, tier: int) -> None:
    measured = measure("a" * units, PROFILES[name])
    assert (measured.units, measured.tier) == (units, tier)


def test_code_points() -> None:
    profile = CountingProfile(
        "points", 70, 1, Unit.CODEPOINT, "cp932", Charged.ACCEPTED, TariffTable((tariff((70, 1)),))
    )
    assert measure("完了😀", profile).units == 3


def test_a_text_over_the_limit_has_no_price_but_says_how_much_to_cut() -> None:
    measured = measure("漢" * 665)
    assert (measured.tier, measured.price, measured.over, measured.cut) == (None, None, 5, 5)
    assert not measured.sendable


@pytest.mark.parametrize("text", [" ", "\u3000\n", "\u200b"])
def test_a_blank_text_is_counted_but_not_sendable(text: str) -> None:
    measured = measure(text)
    assert measured.units == len(text)
    assert measured.blank
    assert not measured.sendable


def test_costly_characters_are_named_with_their_place() -> None:
    measured = measure("車\r\n😀と𠮷と👨\u200d👩\u200d👧と葛\U000e0100とｶﾞ")
    assert measured.costly == (
        Costly(2, "😀", 2),
        Costly(4, "𠮷", 2),
        Costly(6, "👨\u200d👩\u200d👧", 8),
        Costly(12, "葛\U000e0100", 3),
    )
    assert measure("漢字 kana ｱｲｳ\n").costly == ()


def test_a_line_break_is_costly_where_it_counts_2() -> None:
    tariffs = DEFAULT_PROFILE.tariffs
    profile = CountingProfile("breaks", 660, 2, Unit.UTF16, "cp932", Charged.ACCEPTED, tariffs)
    assert measure("a\nb", profile).costly == (Costly(1, "\n", 2),)


@given(texts, profiles)
def test_the_fast_count_is_the_rule_read_character_by_character(text: str, profile: CountingProfile) -> None:
    measured = measure(text, profile)
    assert measured.units == naive_units(text, profile)
    assert measured.tier == naive_tier(measured.units, profile)


@given(texts, texts, profiles)
def test_units_add_up(one: str, other: str, profile: CountingProfile) -> None:
    both = measure(f"{one}|{other}", profile).units
    assert both == measure(one, profile).units + 1 + measure(other, profile).units


@given(st.lists(st.text(st.characters(exclude_characters="\r\n"))), profiles)
def test_every_line_break_counts_the_same(lines: list[str], profile: CountingProfile) -> None:
    unix, windows, mac = (measure(end.join(lines), profile) for end in ("\n", "\r\n", "\r"))
    assert unix == windows == mac


@given(st.integers(1, 1340), st.integers(1, 1340), profiles)
def test_a_longer_text_is_never_cheaper(one: int, other: int, profile: CountingProfile) -> None:
    short, long = (measure("a" * length, profile) for length in sorted((one, other)))
    if short.tier is None or short.price is None or long.tier is None or long.price is None:
        assert long.tier is None
    else:
        assert short.tier <= long.tier
        assert short.price <= long.price


@given(st.integers(1, 1400), profiles)
@example(660, DEFAULT_PROFILE)
@example(661, DEFAULT_PROFILE)
def test_what_is_to_be_cut_is_exactly_enough(length: int, profile: CountingProfile) -> None:
    measured = measure("a" * length, profile)
    if measured.tier == 1:
        assert measured.cut == 0
        return

    def lower(after: Measure) -> bool:
        return after.tier is not None and (measured.tier is None or after.tier < measured.tier)

    assert lower(measure("a" * (length - measured.cut), profile))
    assert not lower(measure("a" * (length - measured.cut + 1), profile))


@given(texts, profiles)
def test_costly_characters_explain_the_difference(text: str, profile: CountingProfile) -> None:
    measured = measure(text, profile)
    for costly in measured.costly:
        assert measured.text[costly.index : costly.index + len(costly.char)] == costly.char
    if profile.unit is Unit.UTF16:
        extra = sum(costly.units - len(costly.char) for costly in measured.costly)
        assert measured.units == len(measured.text) + extra


def test_the_day_of_sending_decides_the_tariff() -> None:
    old, new = tariff((70, 10), (660, 20)), tariff((80, 11), (660, 22), since=NEW_YEAR)
    profile = DEFAULT_PROFILE.with_tariffs(TariffTable((new, old)))
    text = "漢" * 75
    assert measure(text, profile, on=date(2026, 12, 31)).price == Decimal(20)
    assert measure(text, profile, on=NEW_YEAR).price == Decimal(11)
    assert measure(text, profile).price == Decimal(11)
    assert measure(text, profile, on=date(2001, 1, 1)).price == Decimal(20)


def test_the_first_tier_may_be_free_of_charge() -> None:
    assert tariff((70, 0), (140, 1)).tiers[0].price == 0


@pytest.mark.parametrize(
    ("tiers", "code", "details"),
    [
        ([], "tariff_without_tiers", {}),
        ([(0, 1)], "tariff_ends_must_rise", {"tier": "1", "end": "0"}),
        ([(70, 1), (70, 2)], "tariff_ends_must_rise", {"tier": "2", "end": "70"}),
        ([(70, 1), (134, 2), (133, 3)], "tariff_ends_must_rise", {"tier": "3", "end": "133"}),
        ([(70, -1)], "tariff_prices_must_rise", {"tier": "1", "price": "-1"}),
        ([(70, 2), (134, 2)], "tariff_prices_must_rise", {"tier": "2", "price": "2"}),
        ([(70, 2), (134, 1)], "tariff_prices_must_rise", {"tier": "2", "price": "1"}),
    ],
)
def test_a_tariff_that_would_misprice_is_refused(
    tiers: list[tuple[int, int]], code: str, details: dict[str, str]
) -> None:
    with pytest.raises(TariffWrong) as caught:
        tariff(*tiers)
    assert (caught.value.code, caught.value.details) == (code, details)


def test_a_table_needs_a_tariff_and_one_a_day() -> None:
    with pytest.raises(TariffWrong) as caught:
        TariffTable(())
    assert caught.value.code == "tariff_table_empty"
    with pytest.raises(TariffWrong) as caught:
        TariffTable((tariff((70, 1), since=NEW_YEAR), tariff((80, 1), since=NEW_YEAR)))
    assert (caught.value.code, caught.value.details) == ("tariff_day_twice", {"day": "2027-01-01"})


@pytest.mark.parametrize(
    ("limit", "newline", "charset", "code"),
    [
        (0, 1, "cp932", "profile_units_wrong"),
        (660, 0, "cp932", "profile_units_wrong"),
        (660, 1, "sjis2000", "profile_charset_unknown"),
        (661, 1, "cp932", "tariff_ends_below_limit"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(limit: int, newline: int, charset: str, code: str) -> None:
    with pytest.raises(TariffWrong) as caught:
        CountingProfile("x", limit, newline, Unit.UTF16, charset, Charged.ACCEPTED, DEFAULT_PROFILE.tariffs)
    assert caught.value.code == code
    assert str(caught.value) == f"The fee table or counting profile contradicts itself. [{code}]"
