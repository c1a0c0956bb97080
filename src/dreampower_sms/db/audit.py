"""The audit log: who changed what and when. Only added to, in the transaction of the change itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db.tables_shop import AuditRow


@dataclass(frozen=True, slots=True)
class By:
    """Who did it, where and when."""

    clerk: str
    pc: str
    at: datetime


def note(session: Session, by: By, action: str, entity: str, entity_id: object, **detail: object) -> None:
    """Write one entry; `detail` must be JSON."""
    session.add(
        AuditRow(
            at=by.at,
            clerk=by.clerk,
            pc=by.pc,
            action=action,
            entity=entity,
            entity_id=str(entity_id),
            detail=_plain(detail),
        )
    )


def _plain(detail: Mapping[str, object]) -> dict[str, Any]:
    return {key: value for key, value in detail.items() if value not in ("", None)}
