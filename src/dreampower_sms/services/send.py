"""One message to one customer: what it will look like and cost, what speaks against it, and into the outbox.

`recipient` loads what is on record once when the dialog opens; `preview` is then pure and fast enough for every key
press; `confirm` takes the preview that the clerk saw and asks the database again, in the transaction that writes the
message: a refusal may have come in on another PC, and what the phone would show may not be what the clerk saw any more.
"""

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from dreampower_sms.db import facts, jobs, messages
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.db.facts import NumberFacts
from dreampower_sms.domain.characters import Trouble, normalise_text, troubles
from dreampower_sms.domain.counting import Measure, measure
from dreampower_sms.domain.errors import TemplateUnreadable
from dreampower_sms.domain.jobs import Held, JobKind, NewJob, NewMessage, new_job_id, recipient_key
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.phone import ParsedPhone, parse_phone
from dreampower_sms.domain.sendable import (
    Candidate,
    Reason,
    Refusal,
    Weight,
    blocking,
    held_until,
    something_new,
    why_not_sendable,
)
from dreampower_sms.domain.templates import FieldError, Merged, merge, parse
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.eligibility import look_back, on_record
from dreampower_sms.services.fields import field_values
from dreampower_sms.services.terms import ShopTerms, Terms


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, with what was on record when the dialog opened."""

    customer: Customer | None
    """None for a number without a customer, e.g. the shop's own for a test."""
    vehicle: Vehicle | None
    phone: ParsedPhone
    on_record: NumberFacts
    gone: bool = False
    """The customer was removed since."""

    @property
    def name(self) -> str:
        """How the history will call them."""
        return self.customer.name if self.customer else ""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """What a clerk wants to send."""

    recipient: Recipient
    text: str
    """Typed text or a template; fields in braces are filled in."""
    purpose: Purpose
    clerk: str
    template_id: int | None = None
    contract_id: str = ""
    """"" for the shop's current contract."""
    scheduled_at: datetime | None = None
    overrides: Collection[Reason] = ()
    """Soft reasons that the clerk sets aside for this one message …"""
    override_reason: str = ""
    """… and why. Without a reason nothing is set aside."""

    @property
    def set_aside(self) -> Collection[Reason]:
        """The overrides that count."""
        return self.overrides if self.override_reason.strip() else ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent, and everything that the clerk should know before it is."""

    request: SendRequest
    """What it was made of."""
    text: str
    """Exactly what the phone will show; "" while a field has no value."""
    shown: str
    """The same for the clerk's eyes, with 〔field〕 where a value is missing."""
    measure: Measure
    """Of `shown`, so that the counter does not jump to 0 over a missing field."""
    refusals: Sequence[Refusal]
    """Everything that speaks against it, the heaviest first."""
    stopping: Sequence[Refusal]
    """Those of them that stop it as things are."""
    field_errors: Sequence[FieldError]
    unreadable: TemplateUnreadable | None
    """The braces of the text don't pair up."""
    troubles: Sequence[Trouble]
    """Characters that may not arrive, with their places in `shown`."""
    leaves_at: datetime | None
    """When it would leave; None: at once."""
    contract: Contract
    """What it would leave by."""

    @property
    def can_be_overridden(self) -> bool:
        """Whether a reason of the clerk is all that it takes."""
        return bool(self.stopping) and all(refusal.weight is Weight.SOFT for refusal in self.stopping)

    @property
    def warnings(self) -> Sequence[Refusal]:
        """What the clerk is told and may ignore."""
        return [refusal for refusal in self.refusals if refusal.weight is Weight.WARNING]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The message is committed and will leave."""

    job_id: str
    message_id: int
    first: bool
    """False: this dialog's message had been confirmed before, and nothing new was written."""
    same_text: bool
    """False with `first` false: what was confirmed before had another text, which stays the one that is sent."""
    leaves_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written. `preview` is as of now and says why."""

    preview: Preview


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was written: this is what would be sent now, and it is not what the clerk was shown."""

    preview: Preview


class SendService:
    """Single messages. Every call may come from any thread."""

    def __init__(
        self,
        database: Database,
        terms: ShopTerms,
        clock: Callable[[], datetime],
        changes: Changes,
        pc: str = "",
    ) -> None:
        self._database, self._terms, self._clock, self._changes = database, terms, clock, changes
        self._pc = pc or socket.gethostname()

    def new_job_id(self) -> str:
        """The id for a dialog that opens now."""
        return new_job_id()

    def recipient(self, customer: Customer | None, vehicle: Vehicle | None = None, number: str = "") -> Recipient:
        """Load what is on record for a customer's mobile, or for another `number` as typed. Raises `DatabaseError`."""
        phone = parse_phone(number or (customer.mobile if customer else ""))
        rules = self._terms.current().rules
        with self._database.read() as session:
            on_record = _facts(session, phone, look_back(rules, self._clock()))
        return Recipient(customer, vehicle, phone, on_record)

    def preview(self, request: SendRequest) -> Preview:
        """What would be sent now. Touches the database at most once a minute, for the terms."""
        return self._preview(request, self._terms_of(request), self._clock())

    def confirm(self, job_id: str, seen: Preview) -> Confirmed | Refused | Changed:
        """Put the message that was `seen` into the outbox, or say why not.

        The same `job_id` again finds what the first press wrote, also from another thread or PC. When this returns
        `Confirmed`, job and message are committed; nothing has been sent yet. Raises `DatabaseError`, and then it is
        safe to press again with the same id.
        """
        request, now = seen.request, self._clock()
        terms = self._terms_of(request)
        terms.check_active()
        with self._database.write() as session:
            messages.lock_confirms(session)
            if (before := jobs.job(session, job_id)) is not None:
                [(message_id, _)] = jobs.job_messages(session, job_id)
                same = before.body == normalise_text(request.text)
                return Confirmed(job_id, message_id, first=False, same_text=same, leaves_at=None)
            request = _as_of_now(session, request, look_back(terms.rules, now))
            preview = self._preview(request, terms, now)
            if preview.stopping:
                return Refused(preview)
            if _what_leaves(preview) != _what_leaves(seen) or something_new(seen.refusals, preview.refusals):
                return Changed(preview)
            messages.confirm(session, self._job(job_id, request, preview, terms, now), now)
            [(message_id, _)] = jobs.job_messages(session, job_id)
        self._changes.tell([message_id])
        return Confirmed(job_id, message_id, first=True, same_text=True, leaves_at=preview.leaves_at)

    def _terms_of(self, request: SendRequest) -> Terms:
        return self._terms.of(request.contract_id) if request.contract_id else self._terms.current()

    def _preview(self, request: SendRequest, terms: Terms, now: datetime) -> Preview:
        leaves = request.scheduled_at or now
        merged, unreadable = _merge(request, terms, now, leaves)
        shown = normalise_text(merged.preview)
        counted = measure(shown, terms.profile, on=day_of(leaves))
        found = troubles(shown, terms.profile.charset)
        candidate = _candidate(request, shown, counted, found, merged, unreadable)
        refusals = why_not_sendable(candidate, terms.rules, now)
        return Preview(
            request=request,
            text="" if merged.errors or unreadable else shown,
            shown=shown,
            measure=counted,
            refusals=refusals,
            stopping=blocking(refusals, request.set_aside),
            field_errors=merged.errors,
            unreadable=unreadable,
            troubles=found,
            leaves_at=held_until(refusals) or request.scheduled_at,
            contract=terms.contract,
        )

    def _job(self, job_id: str, request: SendRequest, preview: Preview, terms: Terms, now: datetime) -> NewJob:
        recipient = request.recipient
        e164 = recipient.phone.e164 or ""
        soft = [refusal.reason for refusal in preview.refusals if refusal.weight is Weight.SOFT]
        is_held = any(refusal.reason is Reason.OUTSIDE_WINDOW for refusal in preview.refusals)
        message = NewMessage(
            recipient_key=recipient_key(e164, None, None, excluded=False),
            customer_id=recipient.customer.id if recipient.customer else None,
            vehicle_id=recipient.vehicle.id if recipient.vehicle else None,
            customer_name=recipient.name,
            e164=e164,
            body=preview.text,
            units=preview.measure.units,
            tier=preview.measure.tier or 0,
            price=preview.measure.price or Decimal(0),
            not_before=preview.leaves_at or now,
            held=Held.OUTSIDE_WINDOW if is_held else None,
            overridden=soft,
            override_reason=request.override_reason.strip() if soft else "",
        )
        return NewJob(
            id=job_id,
            kind=JobKind.SINGLE,
            title="",
            purpose=request.purpose,
            template_id=request.template_id,
            body=normalise_text(request.text),
            contract_id=terms.contract.id,
            scheduled_at=request.scheduled_at,
            clerk=request.clerk,
            pc=self._pc,
            messages=[message],
        )


def _what_leaves(preview: Preview) -> tuple[object, ...]:
    """What the phone shows, what it counts and costs, and by which contract: what the clerk said yes to."""
    measure = preview.measure
    return preview.text, measure.units, measure.tier, measure.price, preview.contract.id


def _facts(session: Session, phone: ParsedPhone, since: datetime) -> NumberFacts:
    return facts.number_facts(session, [phone.e164] if phone.e164 else [], since, facts.BEFORE_CONFIRM)


def _as_of_now(session: Session, request: SendRequest, since: datetime) -> SendRequest:
    """The request with the customer's check boxes and the number's records as they are in this transaction."""
    recipient = request.recipient
    customer, gone = recipient.customer, False
    if customer is not None:
        now = facts.addressees(session, [customer.id]).get(customer.id)
        if now is not None:
            customer = replace(customer, sms=now.sms, is_dummy=now.is_dummy, number_bad=now.number_bad)
            gone = now.gone
    fresh = replace(recipient, customer=customer, gone=gone, on_record=_facts(session, recipient.phone, since))
    return replace(request, recipient=fresh)


def _merge(
    request: SendRequest, terms: Terms, now: datetime, leaves: datetime
) -> tuple[Merged, TemplateUnreadable | None]:
    recipient = request.recipient
    values = field_values(
        recipient.customer, recipient.vehicle, terms.company, request.clerk, day_of(now), day_of(leaves)
    )
    try:
        return merge(parse(request.text), values), None
    except TemplateUnreadable as error:
        return Merged("", request.text, (), ()), error


def _candidate(
    request: SendRequest,
    shown: str,
    counted: Measure,
    found: Sequence[Trouble],
    merged: Merged,
    unreadable: TemplateUnreadable | None,
) -> Candidate:
    customer, phone = request.recipient.customer, request.recipient.phone
    errors = [error.field for error in merged.errors]
    if unreadable is not None:
        errors.append(unreadable.details.get("field", "{ }"))
    return Candidate(
        purpose=request.purpose,
        body=shown,
        units=counted.units,
        e164=phone.e164 or "",
        number_kind=phone.kind.value if phone.kind else "",
        customer_sms=customer.sms if customer else True,
        is_dummy=customer.is_dummy if customer else False,
        number_bad=customer.number_bad if customer else "",
        customer_gone=request.recipient.gone,
        merge_errors=errors,
        troubles=found,
        scheduled_at=request.scheduled_at,
        **on_record(request.recipient.on_record, phone.e164 or ""),
    )
