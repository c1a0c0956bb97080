"""A list to those who did not get another one: it reaches them when a clerk says why, and not before."""

from collections.abc import Callable
from dataclasses import replace

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.gateways.outcome import Delivery, Receipt
from dreampower_sms.services.bulk_send import BulkSend, Changed, Registered
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.listing import BulkRequest
from dreampower_sms.services.results import ResultPoller
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON, Clock
from tests.services.bench import Bench
from tests.services.fakes import Only, until


def test_a_list_of_failures_reaches_them_once_a_clerk_says_why(
    bench: Bench,
    database: Database,
    terms: ShopTerms,
    clock: Clock,
    changes: Changes,
    add_customer: Callable[..., Customer],
) -> None:
    people = [add_customer(mobile=f"090-2000-000{n}") for n in range(3)]
    bulk = BulkSend(database, terms, clock, changes, pc="受付1")
    request = BulkRequest(JobKind.CUSTOMERS, "山川自動車です。車検のご案内です。", Purpose.ROUTINE, "佐藤")
    first = bulk.new_job_id()
    bulk.confirm(first, bulk.sort(bulk.audience(JobKind.CUSTOMERS, [one.id for one in people]), request))
    bench.start()
    until(bench.all_are(State.ACCEPTED))
    failing = sending.number(0), sending.number(1)
    bench.gateway.receipts = lambda asked: [
        Receipt(one.reference, "g", Delivery.FAILED, NOON, "no_such_number", blames_number=True)
        if one.e164 in failing
        else Receipt(one.reference, "g", Delivery.DELIVERED, NOON)
        for one in asked
    ]
    clock.run(seconds=10)
    ResultPoller(database, Only(bench.gateway), clock, changes).look()
    assert sending.states(database) == [State.UNDELIVERED, State.UNDELIVERED, State.DELIVERED]

    again = SendJobs(database, Only(bench.gateway), clock, changes).failed(first)
    audience = bulk.audience(again.kind, again.ids)
    without = bulk.sort(audience, replace(request, overrides=[Reason.NUMBER_FAILED]))
    assert without.groups == {Reason.NUMBER_FAILED: [0, 1]}
    assert isinstance(bulk.confirm(bulk.new_job_id(), without), Changed)
    assert len(bench.gateway.sent) == 3

    why = replace(request, overrides=[Reason.NUMBER_FAILED], override_reason="番号を電話で確かめたため")
    here, there = bulk.sort(audience, why), bulk.sort(audience, why)
    assert isinstance(bulk.confirm(bulk.new_job_id(), here), Registered)
    assert isinstance(bulk.confirm(bulk.new_job_id(), there), Changed), "another clerk did the same"
    until(bench.all_are(State.UNDELIVERED, State.DELIVERED, State.ACCEPTED))
    assert {message.e164 for message in bench.gateway.sent[3:]} == set(failing)
    assert {
        (sending.record(database, id_).override_code, sending.record(database, id_).override_reason) for id_ in (4, 5)
    } == {(Reason.NUMBER_FAILED, "番号を電話で確かめたため")}
