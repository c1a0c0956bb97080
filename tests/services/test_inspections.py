"""車検一覧: what falls due, what was sent about it, how far the shop is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ConsentRow, MessageRecord, StopRow, VehicleRow
from dreampower_sms.domain.inspections import Days, Inspection
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import ConsentKind, ContactState, Customer, Vehicle
from dreampower_sms.services.inspections import Inspections
from tests import sending
from tests.sending import NOON, Clock

DECEMBER = Days(date(2026, 12, 1), date(2026, 12, 31))


@pytest.fixture
def service_list(database: Database, clock: Clock) -> Inspections:
    return Inspections(database, clock, pc="受付1")


@pytest.fixture
def cars(add_customer: Callable[..., Customer], add_vehicle: Callable[..., Vehicle]) -> list[Vehicle]:
    """Three of December in another order, one of January, one without a date."""
    expiries = [date(2026, 12, 20), date(2026, 12, 1), date(2026, 12, 20), date(2027, 1, 5), None]
    owners = [add_customer(name=f"試験 {n}", kana=f"シケン {9 - n}", mobile=f"090-2222-300{n}") for n in range(5)]
    return [
        add_vehicle(owner, model=f"車{n}", inspection_expiry=expiry, plate_area="千葉", plate_class="500",
                    plate_kana="あ", plate_number=f"12-3{n}")
        for n, (owner, expiry) in enumerate(zip(owners, expiries, strict=True))
    ]  # fmt: skip


def models(service_list: Inspections, wanted: Inspection, days: Days) -> list[str]:
    return [one.vehicle.model for one in service_list.due(wanted, days)]


def test_the_soonest_comes_first_and_then_kana_order(service_list: Inspections, cars: list[Vehicle]) -> None:
    assert models(service_list, Inspection.EXPIRY, DECEMBER) == ["車1", "車2", "車0"]
    first = service_list.due(Inspection.EXPIRY, DECEMBER)[0]
    assert (first.day, first.vehicle.plate, first.vehicle.customer_name) == (
        date(2026, 12, 1),
        "千葉 500 あ 12-31",
        "試験 1",
    )
    assert (first.vehicle.sms, first.stopped, first.consent, first.last) == (True, False, None, None)


def test_checks_are_found_by_the_expiry_behind_them(
    service_list: Inspections, cars: list[Vehicle], add_vehicle: Callable[..., Vehicle], database: Database
) -> None:
    year_before = Days(date(2025, 12, 1), date(2025, 12, 31))
    assert models(service_list, Inspection.YEARLY, year_before) == ["車1", "車2", "車0"]
    half_year = Days(date(2026, 6, 15), date(2026, 7, 31))
    assert models(service_list, Inspection.HALF_YEARLY, half_year) == ["車2", "車0", "車3"]
    with database.write() as session:
        session.get_one(VehicleRow, cars[4].id).next_check = date(2026, 12, 24)
    assert models(service_list, Inspection.NEXT_CHECK, DECEMBER) == ["車4"]


def test_archived_ones_are_not_listed(service_list: Inspections, cars: list[Vehicle], database: Database) -> None:
    with database.write() as session:
        session.get_one(VehicleRow, cars[1].id).archived_at = NOON
    assert models(service_list, Inspection.EXPIRY, DECEMBER) == ["車2", "車0"]


def test_what_was_said_and_sent_stands_beside_it(
    service_list: Inspections, cars: list[Vehicle], database: Database
) -> None:
    ids = sending.confirm(database, 3)
    for message_id, state, hours in zip(
        ids, (State.DELIVERED, State.UNDELIVERED, State.EXCLUDED), range(3), strict=True
    ):
        at = NOON + timedelta(hours=hours)
        sending.touch(
            database, message_id, vehicle_id=cars[0].id, customer_id=cars[0].customer_id, state=state, history_at=at
        )
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    with database.write() as session:
        session.add(StopRow(e164="+819022223001", purpose="", at=stamp, clerk="", reason="", source="desk"))
        session.add(
            ConsentRow(at=stamp, e164="+819022223002", kind=ConsentKind.GRANTED, purpose=None, clerk="", source="",
                       wording="")
        )  # fmt: skip
    found = {one.vehicle.model: one for one in service_list.due(Inspection.EXPIRY, DECEMBER)}
    last = found["車0"].last
    assert last is not None
    assert (last.state, last.at) == (State.UNDELIVERED, NOON + timedelta(hours=1))
    assert found["車1"].stopped
    assert found["車2"].consent is ConsentKind.GRANTED
    with database.read() as session:
        assert session.get_one(MessageRecord, ids[0]).vehicle_id == cars[0].id


def test_a_state_is_set_for_many_and_taken_back(
    service_list: Inspections, cars: list[Vehicle], database: Database
) -> None:
    ids = [car.id for car in cars[:3]]
    service_list.mark([ids[0]], ContactState.BOOKED, "佐藤")
    step = service_list.mark(ids, ContactState.CONTACTED, "佐藤")
    assert dict(step.before) == {
        ids[0]: ContactState.BOOKED,
        ids[1]: ContactState.NOT_CONTACTED,
        ids[2]: ContactState.NOT_CONTACTED,
    }
    service_list.mark([ids[2]], ContactState.ARRIVED, "鈴木")
    assert service_list.undo(step, "佐藤") == 2
    with database.read() as session:
        assert [session.get_one(VehicleRow, id_).contact_state for id_ in ids] == [
            ContactState.BOOKED,
            ContactState.NOT_CONTACTED,
            ContactState.ARRIVED,
        ]


def test_what_was_sent_about_the_one_before_is_not_shown(
    service_list: Inspections, cars: list[Vehicle], database: Database
) -> None:
    [message] = sending.confirm(database, 1)
    of_car = {"vehicle_id": cars[0].id, "customer_id": cars[0].customer_id, "state": State.DELIVERED}
    sending.touch(database, message, **of_car, history_at=datetime(2024, 12, 1, tzinfo=UTC))
    assert {one.last for one in service_list.due(Inspection.EXPIRY, DECEMBER)} == {None}
    sending.touch(database, message, **of_car, history_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert [one.vehicle.model for one in service_list.due(Inspection.EXPIRY, DECEMBER) if one.last] == ["車0"]
    year_before = Days(date(2025, 12, 1), date(2025, 12, 31))
    assert [one.vehicle.model for one in service_list.due(Inspection.YEARLY, year_before) if one.last] == ["車0"]


def test_the_consent_that_is_shown_is_the_last_one_for_everything(
    service_list: Inspections, cars: list[Vehicle], database: Database
) -> None:
    with database.write() as session:
        for day, kind, purpose in (
            (1, ConsentKind.GRANTED, None),
            (2, ConsentKind.WITHDRAWN, Purpose.CAMPAIGN),
        ):
            at = datetime(2026, 1, day, tzinfo=UTC)
            session.add(ConsentRow(at=at, e164="+819022223002", kind=kind, purpose=purpose, clerk="", source="",
                                   wording=""))  # fmt: skip
    found = {one.vehicle.model: one.consent for one in service_list.due(Inspection.EXPIRY, DECEMBER)}
    assert found["車2"] is ConsentKind.GRANTED


def test_the_first_certificate_of_a_new_car_has_two_checks(
    service_list: Inspections, cars: list[Vehicle], database: Database
) -> None:
    with database.write() as session:
        for car, registered in zip(cars[:2], ("2023-12", "2021-12"), strict=True):
            session.get_one(VehicleRow, car.id).first_registration = registered
    assert models(service_list, Inspection.YEARLY, Days(date(2024, 12, 1), date(2024, 12, 31))) == ["車0"]
