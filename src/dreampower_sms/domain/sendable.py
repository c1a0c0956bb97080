"""Who may get a message: ONE function, asked when a list is made and again when each message leaves.

`why_not_sendable` gives every reason that speaks against a message, each with its weight:

    HARD      never, whatever a clerk says (no mobile number, 配信停止, advertising without consent …)
    SOFT      left out; may go all the same when a clerk gives a reason, which is kept: a single message whatever the
              reason against it, a list where that is one of `listing.LIST_OVERRIDES`.
              Limits of frequency are a WARNING for those purposes where the shop says so
    HELD      may be confirmed, but leaves later: `Refusal.until` says when
    WARNING   may leave; the clerk is told

The SMS check box is soft because the manual lets it rule bulk sending only (chapter 5), and a single message
needs a clerk who chose this one customer. A refusal (配信停止) is never soft: 特定電子メール法 3条3項 forbids
advertising after it, and the shop promised it on the phone (manual chapter 9 a) for everything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from dreampower_sms.domain.characters import Trouble, Why, is_blank
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, Stop
from dreampower_sms.domain.rules import Limits, Rules
from dreampower_sms.domain.windows import day_of, departure


class Weight(Enum):
    """What a refusal means for sending, the heaviest first."""

    HARD = 3
    SOFT = 2
    HELD = 1
    WARNING = 0


class Reason(StrEnum):
    """Why a message may not leave, or not now. The value is stored; the screens have a sentence for each."""

    EMPTY_TEXT = "empty_text"
    """Nothing, or only spaces and newlines; one gateway answers 585 to it, others send and charge a blank."""
    MERGE_ERROR = "merge_error"
    """A field is empty or unknown for this recipient; `detail` names the fields."""
    OVER_LIMIT = "over_limit"
    """Longer than the contract takes; `detail` is the number of units too many."""
    CONTROL_CHARACTER = "control_character"
    """A character that is no text at all; no phone shows it, and some gateways break at it."""
    NO_NUMBER = "no_number"
    NOT_MOBILE = "not_mobile"
    """`detail` is the kind of number, a value of `domain.phone.NumberKind`."""
    DUMMY = "dummy"
    """上様, a stand-in for walk-ins."""
    OPTED_OUT = "opted_out"
    """配信停止 of the number, whoever else shares it."""
    NO_CONSENT = "no_consent"
    """Advertising with neither consent nor 取引関係 on record (特定電子メール法 3条1項)."""
    DUPLICATE_IN_JOB = "duplicate_in_job"
    TAKEN_OUT = "taken_out"
    """A clerk took this one out of the list by hand."""
    SCHEDULED_IN_PAST = "scheduled_in_past"
    NEVER_OPEN = "never_open"
    """The send window has no hour left in which this could leave."""
    SMS_OFF_CUSTOMER = "sms_off_customer"
    SMS_OFF_VEHICLE = "sms_off_vehicle"
    NUMBER_FAILED = "number_failed"
    """An earlier message failed for good at this number; `detail` is the code of that failure."""
    SAME_CONTENT = "same_content_recently"
    """The same text went, or waits, to this number; `detail` is when, in ISO 8601 UTC."""
    UNDECIDED = "undecided"
    """The same text to this number is 結果不明: only when somebody has decided about it may it be sent again."""
    CAP_PER_DAY = "cap_per_day"
    """`detail` is the limit."""
    CAP_PER_MONTH = "cap_per_month"
    NUMBER_CHANGED = "number_changed"
    """The customer has another number now than when the list was made: the old one may be a stranger's."""
    CUSTOMER_GONE = "customer_gone"
    """The customer was removed from the shop's records since."""
    VEHICLE_GONE = "vehicle_gone"
    """Of a list of vehicles: this one was removed since, or has another owner."""
    NOT_GREETED = "not_greeted"
    """The greeting that goes before it was not sent or did not arrive."""
    OUTSIDE_WINDOW = "outside_window"
    MAY_NOT_ARRIVE = "may_not_arrive"
    """Characters that the contract's character set lacks; `detail` lists them."""
    NO_SENDER_NAME = "no_sender_name"
    """An advertisement must name its sender formally (特定電子メール法 4条); a nickname of the shop is not enough."""
    NO_STOP_NOTICE = "no_stop_notice"
    """An advertisement must say how to refuse it (同 4条)."""

    @property
    def weight(self) -> Weight:
        """How heavy this reason is; the same for single and bulk sending."""
        return _WEIGHTS.get(self, Weight.HARD)


_WEIGHTS: Mapping[Reason, Weight] = {
    Reason.SMS_OFF_CUSTOMER: Weight.SOFT,
    Reason.SMS_OFF_VEHICLE: Weight.SOFT,
    Reason.NUMBER_FAILED: Weight.SOFT,
    Reason.SAME_CONTENT: Weight.SOFT,
    Reason.CAP_PER_DAY: Weight.SOFT,
    Reason.CAP_PER_MONTH: Weight.SOFT,
    Reason.OUTSIDE_WINDOW: Weight.HELD,
    Reason.MAY_NOT_ARRIVE: Weight.WARNING,
    Reason.NO_SENDER_NAME: Weight.WARNING,
    Reason.NO_STOP_NOTICE: Weight.WARNING,
}
"""What is not listed is hard: a new reason that nobody thought about stops a message rather than letting it go."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against one message."""

    reason: Reason
    detail: str = ""
    until: datetime | None = None
    """When a held message may leave."""
    told_only: bool = False
    """The shop decided that this reason is a warning (`Limits.warns`)."""
    because: frozenset[int] = frozenset()
    """The messages (`Past.id`) that a limit of frequency counts."""

    @property
    def weight(self) -> Weight:
        """How heavy the reason is here."""
        return Weight.WARNING if self.told_only else self.reason.weight


@dataclass(frozen=True, slots=True)
class Past:
    """A message that reached, may have reached, or is about to reach the same number."""

    at: datetime
    """When it left, or will leave."""
    body: str
    id: int = 0
    """0: one that is not on record, the greeting that goes before it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One message that somebody wants to send, with what is known of its recipient."""

    purpose: Purpose
    body: str
    units: int
    """Length as the contract counts it."""
    e164: str
    """"" when there is no usable number."""
    number_kind: str = ""
    """Why the number gets no SMS (`domain.phone.NumberKind`), "" when it does."""
    customer_sms: bool = True
    vehicle_sms: bool | None = None
    """None: not a vehicle list."""
    is_dummy: bool = False
    number_bad: str = ""
    """Code of a definite delivery failure of this number."""
    stops: Sequence[Stop] = ()
    consents: Sequence[ConsentRecord] = ()
    past: Sequence[Past] = ()
    """What went to this number this month and within the days of the rule on repeats; order doesn't matter."""
    undecided: Sequence[str] = ()
    """Texts to this number that are 結果不明, however old."""
    merge_errors: Sequence[str] = ()
    """Names of the template fields that are empty or unknown for this recipient; `body` is then the unmerged text."""
    duplicate: bool = False
    """Another recipient earlier in the same job has this number."""
    number_changed: bool = False
    """At dispatch of a list: the customer's number is no longer `e164`."""
    customer_gone: bool = False
    """Removed since the dialog opened or the list was made."""
    vehicle_gone: bool = False
    """At dispatch of a list of vehicles: removed, or another customer's."""
    not_greeted: bool = False
    """At dispatch: a greeting was to go before it, and never will."""
    troubles: Sequence[Trouble] = ()
    """Characters of `body` that may not arrive (`domain.characters.troubles`)."""
    scheduled_at: datetime | None = None
    """The moment a person chose, None for at once. At dispatch that moment is `now`."""


def why_not_sendable(candidate: Candidate, rules: Rules, now: datetime) -> tuple[Refusal, ...]:
    """Every reason against this message at `now`, the heaviest first; empty when nothing speaks against it.

    Whether it may leave is `blocking(…)`: hard reasons, and soft ones that nobody has overridden.
    """
    found = (
        *_text(candidate, rules),
        *_recipient(candidate),
        *_since(candidate),
        *_consent(candidate),
        *_frequency(candidate, rules, now),
        *_time(candidate, rules, now),
        *_advertising_form(candidate, rules),
    )
    return tuple(sorted(found, key=lambda refusal: -refusal.weight.value))


def blocking(refusals: Iterable[Refusal], overridden: Iterable[Reason] = ()) -> tuple[Refusal, ...]:
    """Those refusals that stop a message: the hard ones, and the soft ones that no clerk has overridden.

    A single message may override any soft one, a list those of `listing.LIST_OVERRIDES`.
    """
    allowed = frozenset(overridden)
    return tuple(
        refusal
        for refusal in refusals
        if refusal.weight is Weight.HARD or (refusal.weight is Weight.SOFT and refusal.reason not in allowed)
    )


def something_new(seen: Iterable[Refusal], fresh: Iterable[Refusal]) -> bool:
    """Whether one of the reasons that only a person's word outweighs is another one than that person saw.

    By the messages that it counts: a repeat of which one was told is another one when there is one more message, and
    the same when that one has left meanwhile.
    """
    known = {refusal.reason: refusal for refusal in seen}
    ruled = (refusal for refusal in fresh if refusal.told_only or refusal.weight is Weight.SOFT)
    return any(one.reason not in known or not one.because <= known[one.reason].because for one in ruled)


def held_until(refusals: Iterable[Refusal]) -> datetime | None:
    """When a message that is only held may leave; None when nothing holds it."""
    return max((refusal.until for refusal in refusals if refusal.until is not None), default=None)


def consent_for(records: Iterable[ConsentRecord], purpose: Purpose) -> ConsentKind | None:
    """What the consent log says about a purpose: the last word that names it, or that names every purpose."""
    named = [record for record in records if record.purpose in (None, purpose)]
    if not named:
        return None
    return max(named, key=lambda record: (record.at, record.kind is ConsentKind.WITHDRAWN)).kind


def _text(candidate: Candidate, rules: Rules) -> Iterable[Refusal]:
    if candidate.merge_errors:
        yield Refusal(Reason.MERGE_ERROR, "、".join(candidate.merge_errors))
    if is_blank(candidate.body):
        yield Refusal(Reason.EMPTY_TEXT)
    if candidate.units > rules.max_units:
        yield Refusal(Reason.OVER_LIMIT, str(candidate.units - rules.max_units))
    if any(_is_no_text(trouble) for trouble in candidate.troubles):
        yield Refusal(Reason.CONTROL_CHARACTER)
    if others := [trouble.char for trouble in candidate.troubles if not _is_no_text(trouble)]:
        yield Refusal(Reason.MAY_NOT_ARRIVE, "".join(dict.fromkeys(others)))


def _is_no_text(trouble: Trouble) -> bool:
    """A control character, or half of a surrogate pair, which no request and no database can hold."""
    return trouble.why is Why.CONTROL or any("\ud800" <= char <= "\udfff" for char in trouble.char)


def _recipient(candidate: Candidate) -> Iterable[Refusal]:
    if candidate.number_kind and candidate.number_kind != "empty":
        yield Refusal(Reason.NOT_MOBILE, candidate.number_kind)
    elif not candidate.e164 or candidate.number_kind:
        yield Refusal(Reason.NO_NUMBER)
    if candidate.is_dummy:
        yield Refusal(Reason.DUMMY)
    if candidate.duplicate:
        yield Refusal(Reason.DUPLICATE_IN_JOB)
    if not candidate.customer_sms:
        yield Refusal(Reason.SMS_OFF_CUSTOMER)
    if candidate.vehicle_sms is False:
        yield Refusal(Reason.SMS_OFF_VEHICLE)
    if candidate.number_bad:
        yield Refusal(Reason.NUMBER_FAILED, candidate.number_bad)


def _since(candidate: Candidate) -> Iterable[Refusal]:
    """What happened since the message was confirmed."""
    if candidate.number_changed:
        yield Refusal(Reason.NUMBER_CHANGED)
    if candidate.customer_gone:
        yield Refusal(Reason.CUSTOMER_GONE)
    if candidate.vehicle_gone:
        yield Refusal(Reason.VEHICLE_GONE)
    if candidate.not_greeted:
        yield Refusal(Reason.NOT_GREETED)


def _consent(candidate: Candidate) -> Iterable[Refusal]:
    said = consent_for(candidate.consents, candidate.purpose)
    stopped = any(stop.purpose in (None, candidate.purpose) for stop in candidate.stops)
    if stopped or said is ConsentKind.WITHDRAWN:
        yield Refusal(Reason.OPTED_OUT)
    if candidate.purpose.advertising and said not in (ConsentKind.GRANTED, ConsentKind.RELATION):
        yield Refusal(Reason.NO_CONSENT)


def _frequency(candidate: Candidate, rules: Rules, now: datetime) -> Iterable[Refusal]:
    limits = rules.frequency[candidate.purpose]
    leaves = max(now, candidate.scheduled_at or now)
    day = day_of(leaves)
    if candidate.body in candidate.undecided:
        yield Refusal(Reason.UNDECIDED)
    if limits.same_content_days:
        near = timedelta(days=limits.same_content_days)
        same = [past for past in candidate.past if past.body == candidate.body and abs(leaves - past.at) < near]
        if same:
            last = max(past.at for past in same)
            yield _counted(Reason.SAME_CONTENT, last.isoformat(), limits, same)
    days = [(day_of(past.at), past) for past in candidate.past]
    that_day = [past for on, past in days if on == day]
    if limits.per_day and len(that_day) >= limits.per_day:
        yield _counted(Reason.CAP_PER_DAY, str(limits.per_day), limits, that_day)
    that_month = [past for on, past in days if (on.year, on.month) == (day.year, day.month)]
    if limits.per_month and len(that_month) >= limits.per_month:
        yield _counted(Reason.CAP_PER_MONTH, str(limits.per_month), limits, that_month)


def _counted(reason: Reason, detail: str, limits: Limits, found: Sequence[Past]) -> Refusal:
    return Refusal(reason, detail, told_only=limits.warns, because=frozenset(past.id for past in found))


def _time(candidate: Candidate, rules: Rules, now: datetime) -> Iterable[Refusal]:
    wanted = candidate.scheduled_at
    if wanted is not None and wanted < now:
        yield Refusal(Reason.SCHEDULED_IN_PAST)
    leaves = max(now, wanted or now)
    opening = departure(candidate.purpose, leaves, rules.window, scheduled=wanted is not None)
    if opening is None:
        yield Refusal(Reason.NEVER_OPEN)
    elif opening > leaves:
        yield Refusal(Reason.OUTSIDE_WINDOW, until=opening)


def _advertising_form(candidate: Candidate, rules: Rules) -> Iterable[Refusal]:
    if not candidate.purpose.advertising:
        return
    if rules.sender_names and not any(name in candidate.body for name in rules.sender_names):
        yield Refusal(Reason.NO_SENDER_NAME)
    if not any(word in candidate.body for word in rules.stop_words):
        yield Refusal(Reason.NO_STOP_NOTICE)
