"""The history of the demo data: it contradicts neither the customers nor the rules of sending."""

from collections import Counter
from datetime import datetime, timedelta

from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import ContactState
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.gateways.outcome import Delivery
from tests.demo_files import Record, anchor, customers, e164_of, jobs, records, shop, vehicles


def test_messages_name_jobs_customers_and_vehicles_that_exist() -> None:
    clerks = {one["name"] for one in shop()["staff"]}
    assert 190 <= len(records("messages")) <= 250
    assert len(jobs()) == len(records("jobs"))
    for one in records("messages"):
        job = jobs()[one["job_id"]]
        assert one["clerk"] == job["created_by"]
        assert one["clerk"] in clerks
        assert (job["kind"] == "vehicles") <= (one["vehicle_id"] is not None)
        if one["vehicle_id"]:
            assert vehicles()[one["vehicle_id"]]["customer_id"] == one["customer_id"]
        assert set(one["values"]) <= {"車検満了日", "次回点検日"}
    lists = [one for one in jobs().values() if one["kind"] != "single"]
    assert 12 <= len(lists) <= 18
    assert all(one["title"] for one in lists)


def test_every_end_of_a_message_is_there_and_fits_its_times() -> None:
    states = Counter(State(one["state"]) for one in records("messages"))
    ends = {State.DELIVERED, State.UNDELIVERED, State.REJECTED, State.UNKNOWN, State.EXCLUDED, State.ACCEPTED}
    assert set(states) == ends
    assert states[State.DELIVERED] > 140
    for one in records("messages"):
        times = [one["created_at"], one["sent_at"], *(event["at"] for event in one["events"]), one["settled_at"]]
        moments = [datetime.fromisoformat(at) for at in times if at]
        assert moments == sorted(moments)
        assert all(at.utcoffset() == timedelta(hours=9) and at.date() < anchor() for at in moments)
        assert 9 <= moments[0].hour < 20
        deliveries = [Delivery(event["delivery"]) for event in one["events"]]
        last = {State.DELIVERED: Delivery.DELIVERED, State.UNDELIVERED: Delivery.FAILED}.get(State(one["state"]))
        assert deliveries[-1:] == [last][: last is not None]
        if one["state"] == State.EXCLUDED:
            assert Reason(one["code"])
        if one["state"] == State.ACCEPTED:
            assert one["decided_by"]
            assert one["decided_reason"]


def test_nobody_got_what_they_had_refused_or_never_agreed_to() -> None:
    sent = [one for one in records("messages") if one["state"] != "excluded"]
    for one in sent:
        customer, purpose = customers()[one["customer_id"]], jobs()[one["job_id"]]["purpose"]
        number = e164_of(customer)
        assert number
        assert not customer["is_dummy"]
        assert customer["flag_sms"] or one["overridden"] == ["sms_off_customer"]
        for stop in records("stops"):
            if stop["e164"] == number and stop["purpose"] in {"", purpose}:
                during = stop["at"] <= one["created_at"] and not (
                    stop["lifted_at"] and stop["lifted_at"] <= one["created_at"]
                )
                assert not during, (one, stop)
        if purpose == "campaign":
            agreed = [c for c in records("consents") if c["e164"] == number and c["at"] <= one["created_at"]]
            assert agreed, one


def test_no_number_stands_twice_in_a_job() -> None:
    recipients = Counter(
        (one["job_id"], e164_of(customers()[one["customer_id"]]))
        for one in records("messages")
        if one["state"] != "excluded"
    )
    assert max(recipients.values()) == 1


def test_what_the_history_left_behind() -> None:
    last: dict[int, Record] = {}
    for one in records("messages"):
        if one["state"] != "excluded":
            last[one["customer_id"]] = one
    failed = {id_ for id_, one in last.items() if one["state"] == "undelivered"}
    assert failed == {one["id"] for one in customers().values() if one["number_bad"]}
    reminded = {one["vehicle_id"] for one in records("messages") if one["state"] == "delivered"}
    contacted = [one for one in records("vehicles") if one["contact_state"] != ContactState.NOT_CONTACTED]
    assert len(contacted) >= 5
    assert all(one["id"] in reminded for one in contacted)
