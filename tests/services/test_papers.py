"""What a 確認書 says, as the database has it: the message, its list, and the consent of that day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import ConsentRow
from dreampower_sms.domain.consent import Ground
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.leaflet import LeafletChoices
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import ConsentKind
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.papers import Papers
from dreampower_sms.services.send_jobs import JobGone
from dreampower_sms.services.settings import Settings
from tests import sending
from tests.sending import NOON, Clock, job_of, recipient
from tests.services.fakes import Only, Scripted

HOUR = timedelta(hours=1)


@pytest.fixture
def papers(database: Database, clock: Clock) -> Papers:
    return Papers(database, Only(Scripted()), clock)


def consent(database: Database, hours: int, source: str) -> None:
    """A consent of the first number, so many hours after noon."""
    with database.write() as session:
        session.add(
            ConsentRow(
                customer_id=None, e164=sending.number(0), kind=ConsentKind.GRANTED, purpose=None,
                at=NOON + hours * HOUR, clerk="佐藤", source=source, wording="受け取ります。",
            )
        )  # fmt: skip


def test_a_message_rests_on_the_consent_of_the_day_it_left(papers: Papers, database: Database) -> None:
    job = replace(job_of([recipient(0)], JobKind.SINGLE), purpose=Purpose.CAMPAIGN)
    with database.write() as session:
        messages.confirm(session, job, NOON)
    consent(database, -1, "店頭の用紙")
    consent(database, 5, "電話")
    sending.touch(database, 1, posted_at=NOON + HOUR, sent_at=NOON + HOUR, state=State.ACCEPTED)
    paper = papers.message(1)
    assert paper is not None
    assert paper.basis.ground is Ground.CONSENT
    assert paper.basis.record is not None
    assert paper.basis.record.source == "店頭の用紙"
    assert (paper.practice, paper.company.name) == (True, "山川自動車")
    assert paper.timeline.message.body == job.messages[0].body


def test_there_is_no_paper_of_what_is_not_there(papers: Papers) -> None:
    assert papers.message(4711) is None
    with pytest.raises(JobGone):
        papers.job("0" * 32)


def test_a_list_names_everybody_in_its_order(papers: Papers, database: Database) -> None:
    people = [recipient(n) for n in range(1200)]
    people[7] = replace(people[7], recipient_key="-7/", excluded=Reason.OPTED_OUT)
    job = job_of(people)
    with database.write() as session:
        messages.confirm(session, job, NOON)
    for place in (3, 0):  # one has left by now, and one is put off: the paper does not follow the clock
        sending.touch(database, place + 1, history_at=NOON + (place + 1) * HOUR)
    told: list[tuple[int, int]] = []
    paper = papers.job(job.id, progress=lambda done, total: told.append((done, total)))
    assert [message.customer_name for message in paper.messages] == [one.customer_name for one in people]
    assert paper.messages[7].state is State.EXCLUDED
    assert (paper.job.total, paper.practice, paper.made_at) == (1199, True, NOON)
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_what_a_leaflet_was_made_with_is_kept(database: Database, clock: Clock) -> None:
    settings = Settings(database, clock)
    assert settings.leaflet() == LeafletChoices()
    chosen = LeafletChoices("oil", "ひとこと", "0120-000-000", "phone", "a5", form=False)
    settings.save_leaflet(chosen)
    assert Settings(database, clock).leaflet() == chosen
