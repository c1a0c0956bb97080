"""What became of what was sent at this PC: told once, as soon as it is known, whoever found it out.

One message to one customer is told at each step that a clerk waits for. A list is told when all of it has left that
can, or when the program pauses it, never message by message. What was known before the program began is no news.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.orm import Session

from dreampower_sms.db import jobs, news
from dreampower_sms.db.engine import Database
from dreampower_sms.db.news import Single
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, Held, JobState
from dreampower_sms.domain.messages import SETTLED, State
from dreampower_sms.domain.news import FAILED, ListNews, MessageNews
from dreampower_sms.services.answers import SLEPT
from dreampower_sms.services.send_jobs import BY_HAND

_REMEMBERED = 1_000
"""Single messages whose result is waited for: the newest ones."""
_OVER = "over"


class News:
    """Remembers what was told. Ask one question after the other, from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._pc = database, pc
        self._since = clock()
        self._singles: dict[int, str] = {}
        """What was told of each message whose result is still waited for."""
        self._lists: dict[str, str] = {}
        """What was told of each list last; "": that it is under way needs no telling."""

    @property
    def waits(self) -> bool:
        """Whether something is under way that another PC may bring to its end."""
        return bool(self._singles) or any(told != _OVER for told in self._lists.values())

    def of(self, changed: Collection[int]) -> list[MessageNews | ListNews]:
        """What is new, after these messages changed; also of those that are waited for. Raises `DatabaseError`."""
        with self._database.read() as session:
            ids = sorted({*changed, *self._singles})
            singles = [self._single(single) for single in news.singles(session, self._pc, ids)]
            open_lists = {job for job, told in self._lists.items() if told != _OVER}
            open_lists |= news.lists(session, self._pc, list(changed))
            lists = [self._list(session, job_id) for job_id in sorted(open_lists)]
        for forgotten in list(self._singles)[:-_REMEMBERED]:
            del self._singles[forgotten]
        return [each for each in (*singles, *lists) if each is not None]

    def _single(self, single: Single) -> MessageNews | None:
        code = _why_it_waits(single) if single.state is State.QUEUED else single.code
        told = self._singles.get(single.id, "")
        is_news = self._is_news(single, code)
        now = f"{single.state} {code}" if is_news else "" if single.state is State.QUEUED else told
        if single.state in SETTLED:
            self._singles.pop(single.id, None)
        else:
            self._singles[single.id] = now
        return MessageNews(single.customer_name, single.e164, single.state, code) if is_news and now != told else None

    def _is_news(self, single: Single, why: str) -> bool:
        """Whether a clerk waits for this. What a person decided, that person knows."""
        match single.state:
            case State.QUEUED:
                return bool(why)
            case State.ACCEPTED:
                return single.sent_at is not None and single.sent_at >= self._since
            case State.DELIVERED:  # of last night, it would only be in the way
                return single.settled_at is None or single.settled_at >= self._since
            case _:
                return single.state in FAILED and single.decided_at is None

    def _list(self, session: Session, job_id: str) -> ListNews | None:
        job = news.job(session, job_id)
        if job is None:
            return None
        under_way = news.is_under_way(session, job_id)
        paused = job.paused_code if job.state is JobState.PAUSED and job.paused_code != BY_HAND else ""
        now = paused if under_way else _OVER
        told = self._lists.get(job_id, "")
        self._lists[job_id] = now
        if not now or now == told or (now == _OVER and self._is_old(session, job_id, job.state)):
            return None
        counts = jobs.progress(session, job_id)
        waiting = news.waiting(session, job_id) + counts.get(State.UNKNOWN, 0)
        return ListNews(job.title, paused if under_way else "", counts, waiting)

    def _is_old(self, session: Session, job_id: str, state: JobState) -> bool:
        """Whether its end was seen before: by another run of the program, or by the clerk who cancelled the rest."""
        return state is JobState.CANCELLED or not news.posted_since(session, job_id, self._since)


def _why_it_waits(single: Single) -> str:
    """Why a message does not leave by itself; "" when it does."""
    if single.held not in WAITS_FOR_PERSON:
        return ""
    return single.code if single.code == SLEPT or single.held == Held.STOPPED else single.held
