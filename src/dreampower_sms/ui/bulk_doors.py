"""What まとめ送信 starts from, what it uses, and where it leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.services.bulk_drafts import BulkDrafts
from dreampower_sms.services.bulk_send import BulkSend, Registered
from dreampower_sms.services.listing import Sorting
from dreampower_sms.services.templates import Templates


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


@dataclass(frozen=True, slots=True)
class BulkDoors:
    """Where this screen leads."""

    customer: Callable[[int], None]
    """To the place where a customer is mended."""
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
