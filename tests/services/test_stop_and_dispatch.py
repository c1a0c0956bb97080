"""A refusal and a sender that looks at the same number at the same moment: one waits for the other."""

import threading
from collections.abc import Callable

import pytest

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, Customer
from dreampower_sms.services.consent import Consent
from dreampower_sms.services.optout import OptOut
from tests.sending import Clock, number

NUMBER = number(1)


def stop(database: Database, clock: Clock, _customer: int) -> None:
    OptOut(database, clock, "受付1").stop(NUMBER, "電話で", "佐藤")


def withdraw(database: Database, clock: Clock, customer: int) -> None:
    Consent(database, clock, "受付1").record(
        customer, NUMBER, ConsentKind.WITHDRAWN, Purpose.CAMPAIGN, source="電話", wording="", clerk="佐藤"
    )


@pytest.mark.parametrize("refuse", [stop, withdraw])
def test_a_refusal_waits_for_the_sender_that_has_looked_already(
    database: Database,
    clock: Clock,
    add_customer: Callable[..., Customer],
    refuse: Callable[[Database, Clock, int], None],
) -> None:
    refusing = threading.Thread(target=refuse, args=(database, clock, add_customer().id))
    with database.write() as sender:
        messages.lock_numbers(sender, [NUMBER])
        refusing.start()
        refusing.join(0.5)
        assert refusing.is_alive(), "it was committed behind the sender's back"
    refusing.join(30)
    assert not refusing.is_alive()
