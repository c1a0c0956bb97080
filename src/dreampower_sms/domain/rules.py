"""What a shop and its gateway contract allow, as one value that the eligibility check is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.windows import LATE, SendWindow


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a number may have been written to, for whatever purpose, when it is to be for this one: who got two
    notices today is spared the campaign. 0 switches a limit off."""

    same_content_days: int
    per_day: int
    per_month: int
    warns: bool = False
    """Whether what is over a limit leaves all the same and the clerk is told, instead of being left out."""


FREQUENCY: Mapping[Purpose, Limits] = {
    Purpose.URGENT: Limits(same_content_days=1, per_day=0, per_month=0),
    Purpose.ROUTINE: Limits(same_content_days=7, per_day=3, per_month=0),
    Purpose.CAMPAIGN: Limits(same_content_days=30, per_day=1, per_month=4),
}
"""First values until a shop sets its own. Manual chapter 4: once a week or a month annoys nobody, daily does;
several unscheduled messages in a row are all right."""

STOP_WORDS = ("停止", "不要", "拒否", "解除", "希望されない", "希望しない")
"""Any of these in a text passes for a notice of how to refuse it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop and its gateway contract allow."""

    max_units: int
    window: SendWindow = field(default_factory=SendWindow)
    frequency: Mapping[Purpose, Limits] = field(default_factory=lambda: FREQUENCY)
    sender_names: Sequence[str] = ()
    """The formal names that may sign an advertisement; none given: not checked."""
    stop_words: Sequence[str] = STOP_WORDS
    late: timedelta = LATE
    """How late a missed schedule may still leave by itself (`windows.is_missed`)."""
