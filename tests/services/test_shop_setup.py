"""初期設定 on both databases: what is saved is what the send machine reads; two PCs; the audit log; taking back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow, ContractRow, CustomerRow, SettingRow, TariffRow
from dreampower_sms.domain.counting import DEFAULT_PROFILE, measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.rounding import Mode, TaxRate
from dreampower_sms.domain.rules import Limits
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.windows import Hours, day_of
from dreampower_sms.services.errors import ContractUnusable
from dreampower_sms.services.send import Refused, SendRequest, SendService
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.shop_fields import shown
from dreampower_sms.services.shop_setup import Conflicted, Flawed, Saved, ShopSetup
from dreampower_sms.services.shop_values import fee_key
from dreampower_sms.services.terms import ShopTerms
from tests.sending import Clock


@pytest.fixture
def setup(database: Database, terms: ShopTerms, clock: Clock) -> ShopSetup:
    return ShopSetup(database, terms, clock, "受付1")


def save(setup: ShopSetup, **changed: object) -> Saved:
    """Change fields (their dots written as __) as one clerk at one PC does."""
    before = setup.load().values
    given = {**shown(before), **{key.replace("__", "."): value for key, value in changed.items()}}
    done = setup.save(before, given, "山田")
    assert isinstance(done, Saved), done
    return done


def entries(database: Database) -> list[AuditRow]:
    with database.read() as session:
        wanted = select(AuditRow).where(AuditRow.entity == "initial_settings").order_by(AuditRow.id)
        return list(session.scalars(wanted))


def test_saving_what_was_read_changes_nothing(setup: ShopSetup, database: Database) -> None:
    assert save(setup).changes == {}
    assert entries(database) == []


def test_a_purpose_may_warn_instead_of_refusing(setup: ShopSetup, terms: ShopTerms, database: Database) -> None:
    with database.write() as session:  # as an older program left it
        session.merge(SettingRow(scope="shop", key="frequency", value={"routine": [3, 2, 1]}))
    terms.forget()
    assert terms.current().rules.frequency[Purpose.ROUTINE] == Limits(3, 2, 1, warns=False)
    save(setup, limits__routine__3=1)
    assert terms.current().rules.frequency[Purpose.ROUTINE] == Limits(3, 2, 1, warns=True)


def test_each_value_is_read_where_messages_are_made(
    setup: ShopSetup, terms: ShopTerms, database: Database, clock: Clock
) -> None:
    terms.current()  # kept for a minute: a save has to be seen at once all the same
    save(
        setup, company__name="海辺モータース", window__0="10-18", window__7="休み", send__late="15",
        limits__routine__0="3", limits__routine__1="9", send__confirm=False, send__budget="12,000 円",
    )  # fmt: skip
    now = terms.current()
    assert now.company.name == "海辺モータース"
    assert now.rules.window.week[0] == Hours(time(10), time(18))
    assert now.rules.window.holiday is None
    assert now.rules.late == timedelta(minutes=15)
    assert now.rules.frequency[Purpose.ROUTINE] == Limits(3, 9, 0)
    assert now.rules.frequency[Purpose.CAMPAIGN] == Limits(30, 1, 4)
    shop = Settings(database, clock).shop()
    assert (shop.confirm_before_send, shop.month_budget) == (False, 12_000)


def test_holidays_can_be_days_like_others(setup: ShopSetup, terms: ShopTerms) -> None:
    assert date(2026, 11, 23) in terms.current().rules.window.holidays
    save(setup, send__holidays=False)
    assert not terms.current().rules.window.holidays


def test_a_frequency_limit_holds_for_the_next_message(
    setup: ShopSetup, service: SendService, add_customer: Callable[..., Customer]
) -> None:
    save(setup, limits__routine__1="1", limits__routine__0="0")
    customer = add_customer()

    def send(text: str) -> object:
        request = SendRequest(service.recipient(customer), text, Purpose.ROUTINE, "山田")
        return service.confirm(service.new_job_id(), service.preview(request))

    assert not isinstance(send("一通目です。"), Refused)
    second = send("二通目です。")
    assert isinstance(second, Refused)
    assert Reason.CAP_PER_DAY in {refusal.reason for refusal in second.preview.stopping}


def test_new_customers_start_from_the_boxes_and_others_keep_theirs(
    setup: ShopSetup, database: Database, clock: Clock, add_customer: Callable[..., Customer]
) -> None:
    before = add_customer(flag_sms=False)
    settings = Settings(database, clock)
    assert settings.customer_defaults().flag_sms is False
    save(setup, defaults__flag_sms=True, defaults__flag_summer=False)
    defaults = settings.customer_defaults()
    assert (defaults.flag_sms, defaults.flag_summer, defaults.flag_dm) == (True, False, True)
    with database.read() as session:
        row = session.get(CustomerRow, before.id)
        assert row is not None
        assert row.flag_sms is False


def test_the_audit_log_has_who_and_both_values(setup: ShopSetup, database: Database) -> None:
    save(setup, company__phone="043-123-4567", window__6="休")
    [entry] = entries(database)
    assert (entry.clerk, entry.pc, entry.action) == ("山田", "受付1", "save")
    assert entry.detail == {"changes": {"company.phone": ["", "043-123-4567"], "window.6": [["09:00", "20:00"], None]}}


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("company.zip", "26", "zip_unreadable"),
        ("company.phone", "電話なし", "phone_unreadable"),
        ("company.email", "info＠", "email_unreadable"),
        ("company.url", "www.example.jp", "url_unreadable"),
        ("company.name", "あ" * 121, "text_long"),
        ("window.0", "22:00-23:00", "window_at_night"),
        ("window.0", "18-9", "window_backwards"),
        ("window.0", "25:00-26:00", "window_unreadable"),
        ("limits.urgent.0", "毎日", "setup_number_unreadable"),
        ("limits.urgent.0", "367", "number_big"),
        ("send.contract", "nobody", "contract_missing"),
        ("rounding.rates", [], "tax_rates_empty"),
        ("rounding.rates", [["来年", "10"]], "tax_rate_unreadable"),
        ("rounding.rates", [["2019-10-01", "NaN"]], "tax_rate_unreadable"),
        ("rounding.rates", [["2019-10-01", "10"], ["2019-10-01", "8"]], "tax_day_twice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    setup: ShopSetup, database: Database, key: str, typed: object, code: str
) -> None:
    before = setup.load().values
    done = setup.save(before, {**shown(before), "company.kana": "ヤマカワ", key: typed}, "山田")
    assert isinstance(done, Flawed)
    assert {each: flaw.code for each, flaw in done.flaws.items()} == {key: code}
    assert setup.load().values == before
    assert entries(database) == []


def test_two_pcs_that_change_different_fields_both_win(setup: ShopSetup) -> None:
    mine = setup.load().values
    save(setup, company__address="千葉市中央区")
    assert isinstance(setup.save(mine, {**shown(mine), "company.phone": "043-123-4567"}, "佐藤"), Saved)
    now = setup.load().values
    assert (now["company.address"], now["company.phone"]) == ("千葉市中央区", "043-123-4567")


def test_the_second_to_change_a_field_sees_both_and_nothing_is_lost(setup: ShopSetup, database: Database) -> None:
    mine = setup.load().values
    save(setup, company__phone="043-111-1111")
    typed = {**shown(mine), "company.phone": "043-222-2222", "company.kana": "ヤマカワ"}
    done = setup.save(mine, typed, "佐藤")
    assert isinstance(done, Conflicted)
    [conflict] = done.conflicts
    assert (conflict.before, conflict.theirs, conflict.mine) == ("", "043-111-1111", "043-222-2222")
    assert setup.load().values["company.kana"] == ""
    again = setup.save({**mine, "company.phone": conflict.theirs}, typed, "佐藤")
    assert isinstance(again, Saved)
    assert again.changes["company.phone"] == ("043-111-1111", "043-222-2222")
    assert [entry.clerk for entry in entries(database)] == ["山田", "佐藤"]


def test_the_same_change_on_two_pcs_is_no_conflict(setup: ShopSetup) -> None:
    mine = setup.load().values
    save(setup, company__phone="043-111-1111")
    done = setup.save(mine, {**shown(mine), "company.phone": "043-111-1111"}, "佐藤")
    assert isinstance(done, Saved)
    assert done.changes == {}


def test_a_save_is_taken_back_and_both_stay_on_record(setup: ShopSetup, database: Database) -> None:
    before = setup.load().values
    saved = save(setup, company__name="別の名前", send__late="5", window__2="休み", defaults__flag_sms=True)
    assert isinstance(setup.undo(saved, "佐藤"), Saved)
    assert setup.load().values == before
    assert [entry.action for entry in entries(database)] == ["save", "undo"]


def test_what_somebody_changed_since_is_not_taken_back(setup: ShopSetup) -> None:
    saved = save(setup, company__name="別の名前", send__late="5")
    save(setup, company__name="三つ目の名前")
    assert isinstance(setup.undo(saved, "佐藤"), Conflicted)
    assert setup.load().values["send.late"] == 5


def fees_of(*prices: str) -> list[list[str]]:
    return [[str(end), price] for end, price in zip((70, 660), prices, strict=True)]


def test_a_new_fee_table_holds_from_its_day_on_and_the_past_keeps_its_own(
    setup: ShopSetup, terms: ShopTerms, clock: Clock
) -> None:
    today = day_of(clock())
    example = measure("短い", DEFAULT_PROFILE).price
    start = today + timedelta(days=3)
    save(setup, **{fee_key("practice", start): fees_of("8.50", "40.00")})
    profile = terms.current().profile
    assert measure("短い", profile, on=today).price == example
    assert measure("短い", profile, on=start - timedelta(days=1)).price == example
    assert measure("短い", profile, on=start).price == Decimal("8.5")
    clock.now += timedelta(days=3)
    assert measure("短い", terms.current().profile, on=day_of(clock())).price == Decimal("8.5")


def test_a_table_from_today_on_is_the_price_of_the_next_message(
    setup: ShopSetup, service: SendService, clock: Clock, add_customer: Callable[..., Customer]
) -> None:
    recipient = service.recipient(add_customer())
    request = SendRequest(recipient, "お車ができました。", Purpose.ROUTINE, "山田")
    service.preview(request)
    save(setup, **{fee_key("practice", day_of(clock())): fees_of("9.00", "99.00")})
    assert service.preview(request).measure.price == Decimal(9)


@pytest.mark.parametrize(
    ("days", "tiers", "code"),
    [
        (-1, fees_of("9.00", "99.00"), "fee_past_locked"),
        (0, fees_of("99.00", "9.00"), "tariff_prices_must_rise"),
        (0, [["70", "9.00"], ["70", "10.00"]], "tariff_ends_must_rise"),
        (0, [["70", "9.00"]], "tariff_ends_below_limit"),
        (0, [], "tariff_without_tiers"),
        (0, [["x", "9.00"]], "tariff_wrong"),
    ],
)
def test_a_fee_table_that_misprices_or_rewrites_the_past_is_refused(
    setup: ShopSetup, clock: Clock, days: int, tiers: list[list[str]], code: str
) -> None:
    before = setup.load().values
    key = fee_key("practice", day_of(clock()) + timedelta(days=days))
    done = setup.save(before, {**shown(before), key: tiers}, "山田")
    assert isinstance(done, Flawed)
    assert done.flaws[key].code == code
    assert setup.load().values == before


def test_a_table_that_began_can_not_be_taken_away(setup: ShopSetup, clock: Clock) -> None:
    save(setup, **{fee_key("practice", day_of(clock())): fees_of("9.00", "99.00")})
    clock.now += timedelta(days=1)
    before = setup.load().values
    key = fee_key("practice", day_of(clock()) - timedelta(days=1))
    assert isinstance(setup.save(before, {**shown(before), key: None}, "山田"), Flawed)


def test_an_announced_table_can_be_taken_away_and_comes_back(setup: ShopSetup, clock: Clock) -> None:
    key = fee_key("practice", day_of(clock()) + timedelta(days=9))
    save(setup, **{key: fees_of("9.00", "99.00")})
    gone = save(setup, **{key: None})
    assert key not in setup.load().values
    assert isinstance(setup.undo(gone, "山田"), Saved)
    assert setup.load().values[key] == fees_of("9.00", "99.00")


def test_contracts_are_chosen_and_named(setup: ShopSetup, terms: ShopTerms, database: Database) -> None:
    with database.write() as session:
        session.add(ContractRow(id="second", gateway="practice", title="二つ目", profile="twilio", options={}))
    save(setup, send__contract="second", contract__second__sender_name="YAMAKAWA", contract__second__title="夜の契約")
    current = terms.current()
    assert (current.contract.id, current.contract.title) == ("second", "夜の契約")
    assert current.contract.sender_name == "YAMAKAWA"


def test_rounding_and_tax_rates_are_kept(setup: ShopSetup) -> None:
    assert setup.rounding().percent(date(2026, 11, 23)) == 10
    rates = [["2019-10-01", "10"], ["2030-04-01", "12"]]
    save(setup, rounding__tax="half_up", rounding__total="up", rounding__unit=10, rounding__rates=rates)
    rounding = setup.rounding()
    assert (rounding.tax, rounding.total, rounding.unit) == (Mode.HALF_UP, Mode.UP, 10)
    assert rounding.rates[-1] == TaxRate(date(2030, 4, 1), Decimal(12))
    assert rounding.percent(date(2030, 4, 1)) == 12


def test_a_damaged_table_is_seen_and_mended_although_it_began(
    setup: ShopSetup, terms: ShopTerms, database: Database, clock: Clock
) -> None:
    key = fee_key("practice", day_of(clock()))
    save(setup, **{key: fees_of("9.00", "99.00")})
    with database.write() as session:
        of_it = (TariffRow.valid_from == day_of(clock()), TariffRow.tier == 1)
        session.execute(update(TariffRow).where(*of_it).values(end_units=700))
    clock.now += timedelta(days=1)
    terms.forget()
    with pytest.raises(ContractUnusable):
        terms.current()
    before = setup.load().values
    assert before[key][0] == ["700", "9.00"]
    half_mended = setup.save(before, {**shown(before), key: [["70", "9.00"]]}, "山田")
    assert isinstance(half_mended, Flawed)
    assert half_mended.flaws[key].code == "tariff_ends_below_limit"
    save(setup, **{key: fees_of("9.00", "99.00")})
    assert terms.current().profile.tariffs.on(day_of(clock())).ends == (70, 660)
    after = setup.load().values
    assert isinstance(setup.save(after, {**shown(after), key: fees_of("8.00", "99.00")}, "山田"), Flawed)


@pytest.mark.parametrize("week", [[["22:00", "23:00"]] * 8, [["x"]], [], [[9, 20]] * 9])
def test_a_damaged_send_window_is_seen_and_mended(
    setup: ShopSetup, terms: ShopTerms, database: Database, week: list[object]
) -> None:
    with database.write() as session:
        session.merge(SettingRow(scope="shop", key="send_window", value=week))
    terms.forget()
    with pytest.raises(ContractUnusable):
        terms.current()
    save(setup, **{f"window__{day}": "9-19" for day in range(8)})
    assert terms.current().rules.window.week == (Hours(time(9), time(19)),) * 7
