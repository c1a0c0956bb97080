"""What a clerk is told of what they sent: each step once, a list once, and nothing of what was known before."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from dreampower_sms.db import jobs
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.news import ListNews, MessageNews
from dreampower_sms.services.answers import GATEWAY_FAILING, SLEPT
from dreampower_sms.services.news import News
from dreampower_sms.services.send_jobs import BY_HAND
from tests import sending
from tests.sending import NOON, Clock

HERE = "受付1"


@pytest.fixture
def news(database: Database, clock: Clock) -> News:
    return News(database, clock, HERE)


def single(database: Database) -> int:
    return sending.confirm(database, 1, kind=JobKind.SINGLE)[0]


def become(database: Database, ids: list[int], state: State, **columns: object) -> None:
    """As if a sender or a poller of any PC had done it. The moves themselves have tests of their own."""
    with database.write() as session:
        session.execute(update(MessageRecord).where(MessageRecord.id.in_(ids)).values(state=state, **columns))


def told(news: News, *ids: int) -> list[tuple[State, str]]:
    return [(each.state, each.code) for each in news.of(ids) if isinstance(each, MessageNews)]


def lists(news: News, ids: list[int]) -> list[ListNews]:
    return [each for each in news.of(ids) if isinstance(each, ListNews)]


def test_each_step_of_a_message_is_told_once(news: News, database: Database) -> None:
    message = single(database)
    assert told(news, message) == []
    assert news.waits
    become(database, [message], State.POSTING, posted_at=NOON)
    assert told(news, message) == []
    become(database, [message], State.ACCEPTED, sent_at=NOON)
    assert told(news, message) == [(State.ACCEPTED, "")]
    assert told(news, message) == []
    become(database, [message], State.DELIVERED, settled_at=NOON)
    assert told(news) == [(State.DELIVERED, "")]  # found by looking again: nobody here heard of it
    assert told(news) == []
    assert not news.waits


@pytest.mark.parametrize("state", [State.REJECTED, State.UNDELIVERED, State.UNKNOWN, State.EXCLUDED])
def test_what_did_not_arrive_is_told_with_its_reason(news: News, database: Database, state: State) -> None:
    message = single(database)
    become(database, [message], state, code="timeout")
    (only,) = news.of([message])
    assert only == MessageNews("試験 0", sending.number(0), state, "timeout")
    assert only.is_bad
    assert told(news, message) == ([] if state is State.UNKNOWN else [(state, "timeout")])


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"held_code": Held.MISSED}, "missed"),
        ({"held_code": Held.GAVE_UP, "code": "gateway_unavailable"}, "gave_up"),
        ({"held_code": Held.MISSED, "code": SLEPT}, SLEPT),
        ({"held_code": Held.STOPPED, "code": "key_refused"}, "key_refused"),
        ({"held_code": Held.RETRY, "code": "gateway_unavailable"}, ""),
        ({"held_code": Held.OUTSIDE_WINDOW}, ""),
    ],
)
def test_a_message_that_waits_for_a_person_is_told(
    news: News, database: Database, columns: dict[str, str], why: str
) -> None:
    message = single(database)
    become(database, [message], State.QUEUED, **columns)
    assert told(news, message) == ([(State.QUEUED, why)] if why else [])
    assert told(news, message) == []


def test_a_message_that_is_stopped_once_more_is_told_once_more(news: News, database: Database) -> None:
    message = single(database)
    for _ in range(2):
        become(database, [message], State.QUEUED, held_code=Held.STOPPED, code="key_refused")
        assert told(news, message) == [(State.QUEUED, "key_refused")]
        become(database, [message], State.QUEUED, held_code="", code="key_refused")  # somebody let it go
        assert told(news, message) == []


def test_what_was_known_before_or_decided_by_a_person_is_no_news(database: Database, clock: Clock) -> None:
    ids = [sending.confirm(database, 1, first=n, kind=JobKind.SINGLE)[0] for n in range(4)]
    clock.run(hours=8)
    news = News(database, clock, HERE)
    become(database, [ids[0]], State.ACCEPTED, sent_at=NOON)
    become(database, [ids[1]], State.DELIVERED, settled_at=NOON)
    become(database, [ids[2]], State.REJECTED, decided_at=clock())
    become(database, [ids[3]], State.UNDELIVERED, settled_at=NOON)  # of last night, but somebody has to know
    assert told(news, *ids) == [(State.UNDELIVERED, "")]


def test_messages_of_another_pc_are_not_told_here(database: Database, clock: Clock) -> None:
    ids = sending.confirm(database, 2)
    message = single(database)
    become(database, [*ids, message], State.UNKNOWN, posted_at=NOON)
    assert News(database, clock, "事務所").of([*ids, message]) == []


def test_a_list_is_told_once_at_its_end(news: News, database: Database) -> None:
    ids = sending.confirm(database, 4)
    assert lists(news, ids) == []
    become(database, ids[:3], State.ACCEPTED, posted_at=NOON, sent_at=NOON)
    assert lists(news, ids[:3]) == []
    assert news.waits
    become(database, ids[3:], State.REJECTED, posted_at=NOON)
    (end,) = lists(news, [])
    assert (end.title, end.paused, end.sent, end.failed, end.waiting) == ("試験", "", 3, 1, 0)
    assert end.is_bad
    become(database, ids[:2], State.DELIVERED, settled_at=NOON)
    assert lists(news, ids[:2]) == []
    assert not news.waits


def test_a_list_of_which_the_rest_waits_for_a_person_is_over(news: News, database: Database) -> None:
    ids = sending.confirm(database, 3)
    become(database, ids[:2], State.ACCEPTED, posted_at=NOON)
    become(database, ids[2:], State.QUEUED, held_code=Held.GAVE_UP)
    (end,) = lists(news, ids)
    assert (end.sent, end.waiting, end.is_bad) == (2, 1, True)
    become(database, ids[2:], State.QUEUED, held_code="")  # a person lets it go
    assert lists(news, ids) == []
    become(database, ids[2:], State.UNKNOWN, posted_at=NOON)
    (end,) = lists(news, ids)
    assert end.waiting == 1


def test_a_pause_is_told_unless_the_clerk_made_it(news: News, database: Database) -> None:
    ids = sending.confirm(database, 2)
    become(database, ids[:1], State.ACCEPTED, posted_at=NOON)

    def pause(code: str, *, again: bool = False) -> None:
        with database.write() as session:
            (job,) = session.query(JobRow)
            if again:
                assert jobs.resume(session, job.id, NOON)
            assert jobs.pause(session, job.id, code)

    pause(BY_HAND)
    assert lists(news, ids) == []
    pause(GATEWAY_FAILING, again=True)
    (paused,) = lists(news, ids)
    assert (paused.paused, paused.is_bad) == (GATEWAY_FAILING, True)
    assert lists(news, ids) == []


def test_a_list_of_an_earlier_day_is_not_told_when_its_results_come(database: Database, clock: Clock) -> None:
    ids = sending.confirm(database, 2)
    become(database, ids, State.DELIVERED, posted_at=NOON, settled_at=NOON)
    clock.run(days=1)
    assert News(database, clock, HERE).of(ids) == []
    assert News(database, lambda: NOON - timedelta(minutes=1), HERE).of(ids) != []
