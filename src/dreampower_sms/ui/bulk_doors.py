"""What まとめ送信 starts from, what it uses, and where it leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.services.budget import MonthToDate
from dreampower_sms.services.bulk_drafts import BulkDraft, BulkDrafts, list_key_of
from dreampower_sms.services.bulk_send import BulkSend, Registered
from dreampower_sms.services.listing import Audience, Sorting
from dreampower_sms.services.templates import TemplateEntry, Templates


@dataclass(frozen=True, slots=True)
class Start:
    """What まとめ送信 starts from: a list, and a text when one is sent again."""

    kind: JobKind
    ids: Sequence[int]
    """Customers or vehicles, in the order of the list."""
    title: str = ""
    text: str = ""
    purpose: Purpose = Purpose.ROUTINE
    template_id: int | None = None
    about_inspection: bool = False
    """It calls to 車検: who gets it is 案内済."""


@dataclass(frozen=True, slots=True)
class BulkDoors:
    """Where this screen leads."""

    customer: Callable[[int], None]
    """To the place where a customer is mended …"""
    vehicle: Callable[[int, int], None]
    """… a vehicle of a customer …"""
    consent: Callable[[int], None]
    """… what a customer agreed to or refused …"""
    setup: Callable[[], None]
    """… and what concerns the shop."""
    details: Callable[[int | None], None]
    registered: Callable[[Registered, Sorting], None]
    statement: Callable[[Sorting], None]


@dataclass(frozen=True, slots=True)
class BulkParts:
    """What this screen uses."""

    bulk: BulkSend
    drafts: BulkDrafts
    templates: Templates
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Opened:
    """What is read before anything can be shown."""

    audience: Audience
    templates: Sequence[TemplateEntry]
    draft: BulkDraft | None
    month: MonthToDate


def read(parts: BulkParts, start: Start, clerk: str, place: str, contract_id: str, *, with_draft: bool) -> Opened:
    """Read it. Touches the database: call it off the window's thread."""
    draft = parts.drafts.load(clerk, place) if with_draft else None
    if draft is not None and start.text and draft.list_key != list_key_of(start.kind, start.ids):
        draft = None  # of those who did not get another list
    audience = parts.bulk.audience(start.kind, start.ids)
    return Opened(audience, parts.templates.list(), draft, parts.bulk.month_to_date(contract_id))
