"""契約: saved with its secrets elsewhere, switched with a password, never mixed up with practice. Both databases."""

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AttemptRow, AuditRow, ContractRow, JobRow, TariffRow, TemplateRow
from dreampower_sms.domain.budget import Spent
from dreampower_sms.domain.messages import Outgoing, Purpose, State
from dreampower_sms.gateways import registry
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted
from dreampower_sms.services.bulk_change import BulkChange, PasswordWrong
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.connection import Connection
from dreampower_sms.services.contract_keys import missing
from dreampower_sms.services.contract_kinds import ContractWrong
from dreampower_sms.services.contracts import Contracts, Flawed, Given
from dreampower_sms.services.gateways import ContractGateways
from dreampower_sms.services.secrets import SecretPlace, Secrets
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.shop_setup import Flawed as SetupFlawed
from dreampower_sms.services.shop_setup import ShopSetup
from dreampower_sms.services.switching import Switching
from dreampower_sms.services.terms import ShopTerms
from tests import real_gateway, sending
from tests.real_gateway import KEY, NAME, Provider
from tests.sending import NOON, PRACTICE, Clock


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setitem(registry.GATEWAYS, NAME, real_gateway.ROW)
    with real_gateway.provider() as provider:
        yield provider


class Shop:
    """Everything below the screens that contracts need."""

    def __init__(self, database: Database, data: Path, clock: Clock) -> None:
        self.database, self.data, self.clock = database, data, clock
        self.secrets = Secrets(data, {}, lambda: None)
        self.terms = ShopTerms(database, clock)
        self.contracts = Contracts(database, self.terms, self.secrets, clock, "受付1")
        self.switching = Switching(database, self.terms, self.contracts, BulkChange(database, clock, "受付1"), clock)
        self.connection = Connection(database, data, self.secrets, clock, "受付1")
        self.gateways = ContractGateways(database, data, clock, self.secrets)

    def given(self, there: Provider, **changes: object) -> Given:
        filled = Given(NAME, "本番", "YAMAKAWA", {"base_url": there.url}, {}, {"api_key": KEY})
        return replace(filled, **changes)

    def add(self, there: Provider, **changes: object):
        saved = self.contracts.save(None, self.given(there, **changes), "佐藤")
        assert not isinstance(saved, Flawed), saved
        return saved

    def to_real(self, there: Provider):
        real = self.add(there)
        self.switching.switch(self.switching.compare(real), "pass", "佐藤")
        return real

    def send_all(self) -> None:
        """Let a sender run until nothing is due."""
        sender = Sender(self.database, self.gateways, self.terms, self.clock, Changes(), SenderConfig(couriers=2))
        thread = threading.Thread(target=sender.run)
        thread.start()
        moving = {State.QUEUED, State.CLAIMED, State.POSTING}
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and any(state in moving for state in sending.states(self.database)):
            time.sleep(0.02)
        sender.ask_to_stop()
        thread.join()

    def current(self) -> str:
        return self.terms.current().contract.id


@pytest.fixture
def shop(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    made = Shop(database, tmp_path / "data", clock)
    made.data.mkdir()
    yield made
    made.gateways.close()


def test_a_contract_whose_fees_contradict_themselves_is_listed_with_what_it_spent(shop: Shop) -> None:
    [id_] = sending.confirm(shop.database, 1)
    sending.touch(shop.database, id_, state=State.ACCEPTED, posted_at=NOON)
    with shop.database.write() as session:
        for tier, end in ((1, 670), (2, 70)):
            values = {"valid_from": date(2020, 1, 1), "tier": tier, "end_units": end, "price": Decimal(10 * tier)}
            session.add(TariffRow(contract_id=PRACTICE, **values))
    shop.terms.forget()
    [entry] = shop.contracts.list()
    assert entry.usage.month == Spent(1, Decimal(20))


def _confirm(shop: Shop, contract_id: str, count: int, first: int = 0) -> None:
    job = replace(sending.job_of([sending.recipient(n) for n in range(first, first + count)]), contract_id=contract_id)
    with shop.database.write() as session:
        assert messages.confirm(session, job, NOON)


# --- saving -------------------------------------------------------------------------------------------------------


def test_a_contract_is_saved_with_the_profile_of_its_gateway_and_its_secret_elsewhere(
    shop: Shop, there: Provider
) -> None:
    limits = {"day_messages": "100", "month_yen": "５０，０００円"}
    real = shop.add(there, limits=limits, options={"base_url": f"　{there.url}/ ", "service": ""})
    assert (real.title, real.gateway, real.profile, real.sender_name) == ("本番", NAME, "every_70", "YAMAKAWA")
    assert real.options == {"base_url": there.url}
    assert (real.budget.day.messages, real.budget.month.yen, real.budget.day.yen) == (100, 50_000, 0)
    assert shop.contracts.open(real.id).places["api_key"] is SecretPlace.FILE
    assert shop.secrets.read(real.id, "api_key") == KEY
    with shop.database.read() as session:
        assert KEY not in str(session.execute(text("SELECT * FROM contracts")).all())
        noted = session.scalars(select(AuditRow).where(AuditRow.entity == "contract")).one()
        assert (noted.action, noted.clerk, noted.detail["secrets"]) == ("contract_saved", "佐藤", ["api_key"])
        assert KEY not in str(noted.detail)


def test_what_is_wrong_is_said_field_by_field_and_nothing_is_saved(shop: Shop, there: Provider) -> None:
    wrong = shop.contracts.save(
        None,
        Given(
            NAME, " ", "x" * 61, {"base_url": "http://sms.example.jp", "proxy": "http://a:b@proxy"}, {"day_yen": "多め"}
        ),
        "佐藤",
    )
    assert isinstance(wrong, Flawed)
    assert {name: flaw.code for name, flaw in wrong.flaws.items()} == {
        "title": "contract_title_missing",
        "sender_name": "text_long",
        "base_url": "gateway_address_insecure",
        "proxy": "gateway_proxy_password",
        "day_yen": "setup_number_unreadable",
        "api_key": "contract_field_missing",
    }
    assert isinstance(shop.contracts.save(None, shop.given(there, title="練習"), "佐藤"), Flawed)
    assert [entry.contract.id for entry in shop.contracts.list()] == [PRACTICE]


def test_a_change_keeps_the_secret_and_the_slower_of_two_pcs_is_told(shop: Shop, there: Provider) -> None:
    real = shop.add(there)
    changed = shop.contracts.save(real, shop.given(there, title="本店", secrets={}), "佐藤")
    assert not isinstance(changed, Flawed)
    assert (changed.title, shop.secrets.read(real.id, "api_key")) == ("本店", KEY)
    with pytest.raises(ContractWrong) as caught:
        shop.contracts.save(real, shop.given(there, title="支店", secrets={"api_key": "another"}), "鈴木")
    assert caught.value.code == "contract_changed"
    assert shop.secrets.read(real.id, "api_key") == KEY


def test_a_secret_that_can_not_be_kept_saves_nothing(shop: Shop, there: Provider) -> None:
    (shop.data / "secrets").write_text("in the way", encoding="utf-8")
    with pytest.raises(Exception, match="secret_unwritable"):
        shop.contracts.save(None, shop.given(there), "佐藤")
    assert [entry.contract.id for entry in shop.contracts.list()] == [PRACTICE]


# --- gateways -----------------------------------------------------------------------------------------------------


def test_a_pc_without_the_key_leaves_the_contract_to_others(
    shop: Shop, there: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    real = shop.add(there)
    other_pc = Secrets(tmp_path / "other", {}, lambda: None)
    gateways = ContractGateways(shop.database, tmp_path / "other", shop.clock, other_pc)
    assert real.id in shop.gateways.all()
    with caplog.at_level(logging.WARNING):
        assert set(gateways.all()) == {PRACTICE}
        gateways.all()
    assert [record.getMessage() for record in caplog.records].count(f"contract {real.id} lacks api_key") == 1
    assert missing(real, other_pc) == ["api_key"]
    other_pc.save(real.id, "api_key", KEY)
    assert set(gateways.all()) == {PRACTICE, real.id}
    gateways.close()


def test_a_new_key_is_used_at_once_and_a_deleted_one_no_more(shop: Shop, there: Provider) -> None:
    real = shop.add(there, secrets={"api_key": "wrong-key"})
    with pytest.raises(GatewayUnavailable):
        shop.gateways.all()[real.id].ask([])
    again = shop.contracts.save(real, shop.given(there), "佐藤")
    assert not isinstance(again, Flawed)
    assert shop.gateways.all()[real.id].ask([]) == []
    shop.contracts.forget_secret(again, "api_key", "佐藤")
    assert real.id not in shop.gateways.all()


def test_a_gateway_in_use_stays_open_when_its_contract_changes(shop: Shop, there: Provider) -> None:
    real = shop.add(there)
    held, practice = shop.gateways.all()[real.id], shop.gateways.all()[PRACTICE]
    shop.contracts.save(real, shop.given(there, title="本店", secrets={}), "佐藤")
    shop.contracts.save(shop.contracts.open(PRACTICE).contract, Given(PRACTICE, "練習用"), "佐藤")
    after = shop.gateways.all()
    assert after[real.id] is not held
    assert after[PRACTICE] is practice  # its listeners stay with it
    assert isinstance(held.send(Outgoing("b" * 32, sending.number(1), "試験")), Accepted)


def test_the_connection_is_tested_with_what_is_typed_and_reaches_nobody(shop: Shop, there: Provider) -> None:
    shop.connection.ask(None, shop.given(there))
    with pytest.raises(GatewayUnavailable):
        shop.connection.ask(None, shop.given(there, secrets={"api_key": "wrong-key"}))
    real = shop.add(there)
    shop.connection.ask(real, shop.given(there, secrets={}))
    assert (there.taken, there.asked) == ([], 3)


def test_one_message_goes_to_the_shops_own_number_and_on_record(shop: Shop, there: Provider) -> None:
    with pytest.raises(ContractWrong):
        shop.connection.send_one(None, shop.given(there), "03-1234-5678", "試験", "佐藤")
    outcome = shop.connection.send_one(None, shop.given(there), "090-1234-5678", "試験", "佐藤")
    assert isinstance(outcome, Accepted)
    assert [(one["to"], one["body"]) for one in there.taken] == [("+819012345678", "試験")]
    with shop.database.read() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "contract_tested")).one()
    assert noted.detail["number"] == "+819012345678"


# --- switching ----------------------------------------------------------------------------------------------------


def test_real_people_are_only_reached_with_the_password(shop: Shop, there: Provider) -> None:
    real = shop.add(there)
    seen = shop.switching.compare(real)
    assert seen.needs_password
    with pytest.raises(PasswordWrong):
        shop.switching.switch(seen, "guess", "佐藤")
    assert shop.current() == PRACTICE
    assert shop.switching.switch(seen, "pass", "佐藤")
    assert shop.current() == real.id
    assert Settings(shop.database, shop.clock).shop().contract == real.id
    with shop.database.read() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "contract_switched")).one()
    assert (noted.entity_id, noted.clerk, noted.pc) == (real.id, "佐藤", "受付1")
    with shop.database.read() as session:
        practice = session.get_one(ContractRow, PRACTICE)
        assert practice.active
    back = shop.switching.compare(next(e.contract for e in shop.contracts.list() if e.contract.practice))
    assert not back.needs_password
    assert not shop.switching.switch(back, "", "佐藤")
    assert shop.current() == PRACTICE


def test_no_other_setting_switches_the_contract_back(shop: Shop, there: Provider) -> None:
    settings = Settings(shop.database, shop.clock)
    before = settings.shop()
    real = shop.to_real(there)
    settings.save_shop(replace(before, detailed_search=True))
    assert settings.shop().detailed_search
    assert settings.shop().contract == real.id


def test_initial_settings_lead_to_no_real_phone(shop: Shop, there: Provider) -> None:
    real = shop.add(there)
    setup = ShopSetup(shop.database, shop.terms, shop.clock, "受付1")
    refused = setup.save(setup.load().values, {"send.contract": real.id}, "佐藤")
    assert isinstance(refused, SetupFlawed)
    assert refused.flaws["send.contract"].code == "contract_elsewhere"
    assert shop.current() == PRACTICE


def test_only_a_whole_contract_that_is_in_use_can_be_switched_to(shop: Shop, there: Provider) -> None:
    real = shop.add(there)
    seen = shop.switching.compare(real)
    shop.contracts.forget_secret(real, "api_key", "佐藤")
    with pytest.raises(ContractWrong) as caught:
        shop.switching.switch(seen, "pass", "佐藤")
    assert caught.value.code == "contract_incomplete"
    shop.secrets.save(real.id, "api_key", KEY)
    real = shop.contracts.open(real.id).contract
    assert shop.contracts.set_active(real, "佐藤", active=False) == 0
    with pytest.raises(ContractWrong) as caught:
        shop.switching.switch(seen, "pass", "佐藤")
    assert caught.value.code == "contract_off"
    practice = next(e.contract for e in shop.contracts.list() if e.in_use)
    with pytest.raises(ContractWrong) as caught:
        shop.contracts.set_active(practice, "佐藤", active=False)
    assert caught.value.code == "contract_in_use"


def test_templates_and_drafts_are_measured_by_both_contracts(shop: Shop, there: Provider) -> None:
    with shop.database.write() as session:
        session.add(TemplateRow(id=901, name="長い案内", purpose=Purpose.ROUTINE, body="短い", position=1))
        session.add(TemplateRow(id=902, name="二つ目の区分", purpose=Purpose.ROUTINE, body="あ" * 140, position=2))
    seen = shop.switching.compare(shop.add(there))
    by_name = {each.name: each for each in seen.texts}
    assert not by_name["長い案内"].changes
    two = by_name["二つ目の区分"]
    assert (two.before.tier, two.after.tier) == (3, 2)
    assert (two.before.price, two.after.price) == (Decimal(60), Decimal(40))
    assert two.changes
    assert not two.too_long


def test_what_waits_in_practice_never_reaches_a_real_phone(shop: Shop, there: Provider) -> None:
    _confirm(shop, PRACTICE, 3, first=100)
    real = shop.to_real(there)
    assert shop.switching.compare(real).waiting == 0
    _confirm(shop, real.id, 2, first=50)
    shop.send_all()
    assert sorted(one["to"] for one in there.taken) == [sending.number(50), sending.number(51)]
    assert sending.states(shop.database) == [State.ACCEPTED] * 5
    with shop.database.read() as session:
        kept = session.execute(text("SELECT contract_id, count(*) FROM messages GROUP BY contract_id")).all()
    assert dict(map(tuple, kept)) == {PRACTICE: 3, real.id: 2}


def test_a_job_keeps_the_contract_that_it_was_made_with(shop: Shop, there: Provider) -> None:
    real = shop.to_real(there)
    _confirm(shop, real.id, 2)
    practice = next(e.contract for e in shop.contracts.list() if e.contract.practice)
    seen = shop.switching.compare(practice)
    assert seen.waiting == 2
    shop.switching.switch(seen, "", "佐藤")
    shop.send_all()
    assert len(there.taken) == 2
    with shop.database.read() as session:
        assert session.scalars(select(JobRow.contract_id)).all() == [real.id]


# --- the secret ---------------------------------------------------------------------------------------------------


def test_a_secret_is_nowhere_but_in_its_store(
    shop: Shop, there: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    real = shop.to_real(there)
    _confirm(shop, real.id, 1)
    there.key = "the provider changed it"  # and now its refusals quote ours
    gateway = shop.gateways.all()[real.id]
    outcome = gateway.send(Outgoing("a" * 32, sending.number(1), "試験"))
    assert "***" in str(outcome)
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.ask([])
    _stop_after_one_try(shop)
    with shop.database.read() as session:
        tried = session.scalars(select(AttemptRow.detail)).all()
        assert any("***" in detail for detail in tried)
        for table in ("contracts", "audit_log", "attempts", "messages", "settings", "send_jobs", "delivery_events"):
            assert KEY not in str(session.execute(text(f"SELECT * FROM {table}")).all()), table
    told = [caplog.text, repr(caught.value), "".join(traceback.format_exception(caught.value)), repr(shop.given(there))]
    told += [repr(real), repr(shop.contracts.open(real.id)), repr(gateway)]
    assert all(KEY not in each for each in told)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if KEY.encode() in path.read_bytes()] == []


def _stop_after_one_try(shop: Shop) -> None:
    """A sender that is refused once pauses the job."""
    sender = Sender(shop.database, shop.gateways, shop.terms, shop.clock, Changes())
    thread = threading.Thread(target=sender.run)
    thread.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with shop.database.read() as session:
            if any(session.scalars(select(AttemptRow.outcome)).all()):
                break
        time.sleep(0.02)
    sender.ask_to_stop()
    thread.join()
