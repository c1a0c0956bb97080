"""What the 確認書 of a message and of a list say: read together, so that one paper tells of one moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db import cards, contracts, history, job_list, jobs
from dreampower_sms.db.contracts import PRACTICE
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.db.tables_people import CustomerRow
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Basis, basis_of
from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.jobs import JobSummary
from dreampower_sms.domain.messages import MessageRow
from dreampower_sms.services.gateways import GatewaySource
from dreampower_sms.services.send_jobs import JobGone

_BLOCK = 500
"""Messages that are read at once."""


@dataclass(frozen=True, slots=True)
class MessagePaper:
    """One message as its 確認書 has it."""

    timeline: Timeline
    basis: Basis
    contract: str
    practice: bool
    """It went to nobody: a message of 練習."""
    company: Company
    made_at: datetime
    honorific: str
    """As the customer's record has it now; "" without one."""


@dataclass(frozen=True, slots=True)
class JobPaper:
    """One list as its 確認書 has it."""

    job: JobSummary
    messages: Sequence[MessageRow]
    """All of them, those who were left out too, in the order of the list."""
    practice: bool
    company: Company
    made_at: datetime


class Papers:
    """Collects what is printed. Every call may come from any thread."""

    def __init__(self, database: Database, gateways: GatewaySource, clock: Callable[[], datetime]) -> None:
        self._database, self._gateways, self._clock = database, gateways, clock

    def message(self, message_id: int) -> MessagePaper | None:
        """The paper of one message, None when there is no such message."""
        with self._database.read() as session:
            timeline = history.timeline(session, message_id)
            if timeline is None:
                return None
            row = timeline.message
            posted_at, title, gateway, honorific = _way(session, message_id)
            moment = posted_at or row.sent_at or row.created_at
            return MessagePaper(
                timeline,
                basis_of(cards.consents(session, row.e164), row.purpose, moment),
                title,
                gateway == PRACTICE,
                contracts.company(session),
                self._clock(),
                honorific,
            )

    def job(
        self, job_id: str, stop: Stop | None = None, progress: Callable[[int, int], None] | None = None
    ) -> JobPaper:
        """The paper of one list; `progress` hears how many of how many messages are read. Raises `JobGone`."""
        now, mine = self._clock(), self._gateways.all().keys()
        with self._database.stoppable(stop or Stop()) as session:
            job = job_list.one(session, job_id, now, mine)
            if job is None:
                raise JobGone
            ids = [id_ for id_, _state in jobs.job_messages(session, job_id)]
            messages: list[MessageRow] = []
            for start in range(0, len(ids), _BLOCK):
                messages += history.rows(session, ids[start : start + _BLOCK])
                if progress is not None:
                    progress(len(messages), len(ids))
            gateway = session.scalar(select(ContractRow.gateway).where(ContractRow.id == job.contract_id))
            return JobPaper(job, messages, gateway == PRACTICE, contracts.company(session), now)


def _way(session: Session, message_id: int) -> tuple[datetime | None, str, str, str]:
    """When it was posted, by which contract and gateway, and how its customer is addressed."""
    wanted = (
        select(MessageRecord.posted_at, ContractRow.title, ContractRow.gateway, CustomerRow.honorific)
        .join(ContractRow, ContractRow.id == MessageRecord.contract_id)
        .outerjoin(CustomerRow, CustomerRow.id == MessageRecord.customer_id)
        .where(MessageRecord.id == message_id)
    )
    [row] = session.execute(wanted)
    return row[0], row[1], row[2], row[3] or ""
