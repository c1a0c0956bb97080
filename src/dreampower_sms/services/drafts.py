"""Texts that were typed and not sent. They survive a crash: saved at each pause of typing, gone when confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import DraftRow


@dataclass(frozen=True, slots=True)
class Draft:
    """One unsent text of a clerk to a customer."""

    customer_id: int
    clerk: str
    job_id: str
    """The job that this text will become. It stays with the draft: if it was confirmed in the last moment before a
    crash, confirming the recovered draft finds that job instead of sending twice."""
    body: str
    template_id: int | None
    updated_at: datetime


class Drafts:
    """Keeps one draft for each customer and clerk."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def load(self, customer_id: int, clerk: str) -> Draft | None:
        """The draft, if there is one."""
        with self._database.read() as session:
            row = session.get(DraftRow, (customer_id, clerk))
            if row is None:
                return None
            return Draft(row.customer_id, row.clerk, row.job_id, row.body, row.template_id, row.updated_at)

    def save(self, customer_id: int, clerk: str, job_id: str, body: str, template_id: int | None) -> None:
        """Keep what is typed now. An empty text is no draft."""
        if not body.strip():
            self.drop(customer_id, clerk)
            return
        with self._database.write() as session:
            session.merge(
                DraftRow(
                    customer_id=customer_id,
                    clerk=clerk,
                    job_id=job_id,
                    body=body,
                    template_id=template_id,
                    updated_at=self._clock(),
                )
            )

    def drop(self, customer_id: int, clerk: str) -> None:
        """The text was sent or thrown away."""
        with self._database.write() as session:
            if (row := session.get(DraftRow, (customer_id, clerk))) is not None:
                session.delete(row)
