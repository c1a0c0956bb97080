"""The list of 照会, and where its keys lead."""

from collections.abc import Callable
from dataclasses import dataclass

from dreampower_sms.domain.people import Vehicle
from dreampower_sms.services.inquiry import Card
from dreampower_sms.ui.columns import Column

COLUMNS = (
    Column("name", "氏名", lambda c: c.name, 16),
    Column("kana", "カナ", lambda c: c.kana, 17, drop=1),
    Column("mobile", "携帯番号", lambda c: c.mobile, 12, firm=True, drop=2),
)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the keys of this screen lead. None: this program has no such screen."""

    sms: Callable[[Card, Vehicle | None], None]
    details: Callable[[int | None], None]
    customise: Callable[[], None]
    customer: Callable[[int | None], None] | None = None
    vehicle: Callable[[int, int | None], None] | None = None
    consent: Callable[[int], None] | None = None
    complaints: Callable[[Card | None], None] | None = None
