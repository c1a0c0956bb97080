"""Trouble of the send machine: who hears of it, and that one broken contract holds up no other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete

from dreampower_sms.db import messages, shop_setup
from dreampower_sms.db.contracts import SHOP
from dreampower_sms.db.errors import DatabaseUnreachable
from dreampower_sms.db.tables_shop import ContractRow, TariffRow
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import State
from dreampower_sms.services.errors import ContractUnusable
from dreampower_sms.services.terms import WINDOW
from dreampower_sms.services.troubles import Troubles
from tests import sending
from tests.sending import NOON, job_of, recipient
from tests.services.bench import Bench
from tests.services.fakes import Keyless, until

FIRST = "another"
"""Comes before the contract of the other tests, wherever contracts are gone through in order."""


@pytest.fixture
def two(bench: Bench) -> Keyless:
    """The gateways of a second contract and of the one that every shop has."""
    with bench.database.write() as session:
        session.add(ContractRow(id=FIRST, gateway="practice", title="旧契約", profile="default"))
    source = Keyless()
    source.gateways = {FIRST: bench.gateway, sending.PRACTICE: bench.gateway}
    return source


def break_fees(bench: Bench) -> None:
    """A second tier that ends below the first."""
    with bench.database.write() as session:
        for tier, end in ((1, 670), (2, 70)):
            values = {"valid_from": date(2020, 1, 1), "tier": tier, "end_units": end, "price": Decimal(10 * tier)}
            session.add(TariffRow(contract_id=FIRST, **values))
    bench.terms.forget()


def mend_fees(bench: Bench) -> None:
    with bench.database.write() as session:
        session.execute(delete(TariffRow).where(TariffRow.contract_id == FIRST))
    bench.terms.forget()


def open_at(bench: Bench, week: list[object]) -> None:
    with bench.database.write() as session:
        shop_setup.put_setting(session, SHOP, WINDOW, week)
    bench.terms.forget()


def confirm_by_both(bench: Bench, first: int = 0) -> None:
    """A message by the second contract, then one by the shop's own."""
    for n, contract in enumerate((FIRST, sending.PRACTICE), first):
        with bench.database.write() as session:
            assert messages.confirm(session, replace(job_of([recipient(n)]), contract_id=contract), NOON)


def codes(bench: Bench) -> list[str]:
    return [error.code if error else "" for error in bench.troubles]


def test_broken_fees_hold_up_their_own_contract_alone_and_are_told(bench: Bench, two: Keyless) -> None:
    break_fees(bench)
    confirm_by_both(bench)
    bench.start(source=two)
    until(lambda: bench.states() == [State.QUEUED, State.ACCEPTED])
    assert codes(bench) == ["contract_unusable"]
    assert bench.troubles[0] is not None
    assert bench.troubles[0].details == {"contract": FIRST, "title": "旧契約"}
    mend_fees(bench)
    until(bench.all_are(State.ACCEPTED))
    until(lambda: codes(bench) == ["contract_unusable", ""])


@pytest.mark.parametrize("week", [[["22:00", "23:00"]] * 8, [["09:00"]] * 8, [["9", "20"]] * 8, [], [None] * 7])
def test_a_broken_send_window_holds_up_all_and_is_told_once(bench: Bench, two: Keyless, week: list[object]) -> None:
    open_at(bench, week)
    confirm_by_both(bench)
    bench.start(source=two)
    until(lambda: codes(bench) == ["window_wrong"])
    open_at(bench, [["09:00", "20:00"]] * 8)
    until(bench.all_are(State.ACCEPTED))
    until(lambda: codes(bench) == ["window_wrong", ""])


def test_fees_that_break_while_messages_leave_hold_up_their_own_contract_alone(bench: Bench, two: Keyless) -> None:
    confirm_by_both(bench)
    bench.start(source=two)
    until(bench.all_are(State.ACCEPTED))
    break_fees(bench)
    confirm_by_both(bench, first=2)
    until(lambda: bench.states()[3] == State.ACCEPTED)
    until(lambda: bench.states()[2] == State.QUEUED)
    assert codes(bench) == ["contract_unusable"]


def test_a_contract_that_another_pc_added_within_the_minute_is_used_at_once(bench: Bench) -> None:
    bench.terms.current()
    source = Keyless()
    source.gateways = {FIRST: bench.gateway, sending.PRACTICE: bench.gateway}
    with bench.database.write() as session:
        session.add(ContractRow(id=FIRST, gateway="practice", title="新契約", profile="default"))
    confirm_by_both(bench)
    bench.start(source=source)
    until(bench.all_are(State.ACCEPTED))
    assert codes(bench) == []


def test_a_contract_that_is_gone_since_its_gateway_was_built_holds_up_no_other(bench: Bench) -> None:
    source = Keyless()
    source.gateways = {FIRST: bench.gateway, sending.PRACTICE: bench.gateway}
    sending.confirm(bench.database, 1)
    bench.start(source=source)
    until(bench.all_are(State.ACCEPTED))
    assert codes(bench) == []


def test_what_was_missed_by_a_broken_contract_waits_for_a_person_when_it_is_mended(bench: Bench, two: Keyless) -> None:
    break_fees(bench)
    confirm_by_both(bench)
    bench.start(source=two)
    until(lambda: bench.states() == [State.QUEUED, State.ACCEPTED])
    bench.clock.run(hours=3)
    until(lambda: bench.seen() == bench.clock())
    assert sending.record(bench.database, 1).held_code == ""
    mend_fees(bench)
    until(lambda: sending.record(bench.database, 1).held_code == "missed")
    assert len(bench.gateway.sent) == 1


def test_the_trouble_that_lasts_is_told_until_the_last_one_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "dreampower_sms")
    troubles, heard = Troubles(), list[DreamPowerError | None]()
    stop = troubles.listen(heard.append)
    sender, results = troubles.of("sender"), troubles.of("results")
    broken, away = ContractUnusable(contract="old", title="旧契約"), DatabaseUnreachable()
    sender(broken)
    results(away)
    sender(None)
    results(None)
    stop()
    stop()
    sender(away)
    assert heard == [broken, broken, away, None]
    said = [record.getMessage() for record in caplog.records]
    assert said[0].startswith("sender is in trouble: ")
    assert said[0].endswith("[contract_unusable] old")
    assert "旧契約" not in "".join(said)
    assert said[2] == "sender works again"


def test_a_listener_that_fails_neither_stops_the_sender_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    troubles, heard = Troubles(), list[DreamPowerError | None]()

    def broken_screen(_error: DreamPowerError | None) -> None:
        raise RuntimeError

    troubles.listen(broken_screen)
    troubles.listen(heard.append)
    troubles.of("sender")(None)
    assert heard == [None]
    assert "a listener failed" in [record.getMessage() for record in caplog.records]
    caplog.clear()
