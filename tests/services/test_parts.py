"""The small parts of the send machine: couriers, runner, gateways of contracts, terms, telling of changes."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow, SettingRow
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.rules import FREQUENCY, Limits
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.couriers import Couriers
from dreampower_sms.services.gateways import ContractGateways
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.terms import ShopTerms, holidays
from tests.sending import Clock
from tests.services.fakes import until


def test_couriers_carry_at_most_as_many_as_they_are_and_end_when_closed() -> None:
    couriers = Couriers(3, "test", _nobody)
    gate, carrying = threading.Semaphore(0), threading.Semaphore(0)
    done: list[int] = []

    def work(number: int) -> Callable[[], None]:
        def carry() -> None:
            carrying.release()
            gate.acquire()
            done.append(number)

        return carry

    for number in range(5):
        couriers.carry(number, work(number))
    for _ in range(3):
        assert carrying.acquire(timeout=30)
    assert not carrying.acquire(blocking=False)
    for _ in range(5):
        gate.release()
    couriers.close()
    until(lambda: sorted(done) == list(range(5)))


def test_what_no_courier_has_begun_is_taken_back_and_never_carried() -> None:
    couriers = Couriers(1, "test", _nobody)
    gate, carried = threading.Event(), list[int]()

    def work(number: int) -> Callable[[], None]:
        def carry() -> None:
            carried.append(number)
            gate.wait(30)

        return carry

    for number in range(3):
        couriers.carry(number, work(number))
    until(lambda: carried)
    assert list(couriers.take_back()) == [1, 2]
    couriers.carry(3, work(3))
    couriers.close()
    gate.set()
    until(lambda: carried == [0, 3])


def _nobody() -> None:
    """Whom couriers give way to where there is no window."""


class Stubborn:
    """A loop that ends only when the test lets it."""

    name = "stubborn"

    def __init__(self) -> None:
        self.asked, self.released = threading.Event(), threading.Event()

    def run(self) -> None:
        self.released.wait()

    def wake(self) -> None:
        """Nothing to wake."""

    def ask_to_stop(self) -> None:
        self.asked.set()


def test_a_runner_says_when_a_loop_did_not_end_in_time() -> None:
    loop = Stubborn()
    runner = Runner(loop)
    runner.start()
    assert not runner.stop(0)
    assert loop.asked.is_set()
    loop.released.set()
    assert runner.stop(30)


def test_a_runner_that_never_started_stops() -> None:
    assert Runner(Stubborn()).stop(0)


def test_gateways_are_built_once_and_anew_when_their_contract_changes(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    gateways = ContractGateways(database, tmp_path, clock)
    first = gateways.all()["practice"]
    assert gateways.all()["practice"] is first
    with database.write() as session:
        session.get_one(ContractRow, "practice").title = "練習2"
    assert gateways.all()["practice"] is first  # another name is no reason
    with database.write() as session:
        session.get_one(ContractRow, "practice").options = {"of": "another"}
    assert gateways.all()["practice"] is not first
    gateways.close()


def test_a_contract_that_is_off_or_of_an_unknown_gateway_stops_no_other(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    with database.write() as session:
        session.add(ContractRow(id="new", gateway="of_tomorrow", title="", profile="default"))
        session.add(ContractRow(id="off", gateway="practice", title="", profile="default", active=False))
    gateways = ContractGateways(database, tmp_path, clock)
    assert set(gateways.all()) == {"practice"}
    gateways.close()


def test_terms_are_kept_for_a_minute_and_forgotten_when_told(database: Database, clock: Clock) -> None:
    terms = ShopTerms(database, clock)
    assert terms.current().rules.late == timedelta(minutes=120)

    with database.write() as session:
        session.add(SettingRow(scope="shop", key="late_minutes", value=5))
    assert terms.current().rules.late == timedelta(minutes=120)
    terms.forget()
    assert terms.current().rules.late == timedelta(minutes=5)
    with database.write() as session:
        session.execute(update(SettingRow).where(SettingRow.key == "late_minutes").values(value=7))
    clock.run(seconds=61)
    assert terms.current().rules.late == timedelta(minutes=7)


def test_own_limits_take_the_place_of_the_first_values_purpose_by_purpose(database: Database, clock: Clock) -> None:
    with database.write() as session:
        session.add(SettingRow(scope="shop", key="frequency", value={"campaign": [90, 1, 2]}))
    frequency = ShopTerms(database, clock).current().rules.frequency
    assert frequency == {**FREQUENCY, Purpose.CAMPAIGN: Limits(90, 1, 2)}


@pytest.mark.parametrize("day", ["2026-01-01", "2026-05-06", "2026-11-23", "2027-03-22"])
def test_national_holidays_with_their_substitutes(day: str) -> None:
    """2026-05-06 stands in for 憲法記念日, a Sunday; 2027-03-22 for 春分の日."""
    assert day in {holiday.isoformat() for holiday in holidays(range(2026, 2028))}


def test_a_listener_hears_until_it_stops_and_nothing_is_not_told() -> None:
    changes, heard = Changes(), list[list[int]]()
    stop = changes.listen(lambda ids: heard.append(list(ids)))
    changes.tell([])
    changes.tell([1, 2])
    stop()
    stop()
    changes.tell([3])
    assert heard == [[1, 2]]


def test_terms_of_another_contract(database: Database, clock: Clock) -> None:
    with database.write() as session:
        session.add(ContractRow(id="second", gateway="practice", title="", profile="twilio"))
    terms = ShopTerms(database, clock)
    assert terms.of("second").profile.name == "twilio"
    assert terms.of("second").rules.max_units == 670
    assert replace(terms.current().rules, max_units=670) == terms.of("second").rules
