"""Tables of what is sent: jobs, messages (the outbox), attempts, delivery events, and who may do what alone."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from dreampower_sms.db.tables_base import Base
from dreampower_sms.db.types import Code, UtcDateTime, Yen
from dreampower_sms.domain.messages import Purpose, State

_STATES = ", ".join(f"'{state.value}'" for state in State if state is not State.DRAFT)


class JobRow(Base):
    """One press of 送信 with its recipients. The id is made when the dialog opens: a double press is the same job."""

    __tablename__ = "send_jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(120), default="")
    purpose: Mapped[Purpose] = mapped_column(Code(Purpose))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("templates.id"))
    body: Mapped[str] = mapped_column(Text)
    """The text before merging."""
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(24))
    paused_code: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(60), default="")
    pc: Mapped[str] = mapped_column(String(80), default="")
    recipients_total: Mapped[int] = mapped_column(default=0)
    about_inspection: Mapped[bool] = mapped_column(default=False)
    """Sent from 車検一覧: its vehicles are 案内済 by it, and where it is cancelled they are not."""

    __table_args__ = (Index("ix_send_jobs_created_at", "created_at"), Index("ix_send_jobs_state", "state"))


class MessageRecord(Base):
    """One message to one recipient: the outbox and, for years, the history.

    `state` is written by `Move` only (`db.messages`).
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    """Ours, given to the gateway where it keeps one."""
    job_id: Mapped[str] = mapped_column(ForeignKey("send_jobs.id"))
    recipient_key: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicles.id"))
    customer_name: Mapped[str] = mapped_column(String(120), default="")
    """As it was when sent: a later change of the customer does not rewrite history."""
    e164: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    units: Mapped[int]
    tier: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Yen)
    purpose: Mapped[Purpose] = mapped_column(Code(Purpose))
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    state: Mapped[State] = mapped_column(Code(State))
    code: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(300), default="")
    clerk: Mapped[str] = mapped_column(String(60), default="")
    override_code: Mapped[str] = mapped_column(String(200), default="")
    override_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    priority: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """What leaves first: a message that somebody waits for is 0, the mass of a まとめ送信 1 (`db.claims.LANES`)."""
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    held_code: Mapped[str] = mapped_column(String(40), default="")
    claim_token: Mapped[str] = mapped_column(String(32), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    gateway_id: Mapped[str] = mapped_column(String(80), default="")
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_ask_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asks: Mapped[int] = mapped_column(default=0)
    charged_units: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        UniqueConstraint("job_id", "recipient_key"),
        CheckConstraint(f"state IN ({_STATES})", name="state_named"),
        CheckConstraint("state <> 'queued' OR claim_token = ''", name="queued_is_unclaimed"),
        Index("ix_messages_due", "priority", "not_before", "id",
              sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'")),
        Index("ix_messages_lease", "lease_until",
              sqlite_where=text("lease_until IS NOT NULL"), postgresql_where=text("lease_until IS NOT NULL")),
        Index("ix_messages_ask", "next_ask_at",
              sqlite_where=text("next_ask_at IS NOT NULL"), postgresql_where=text("next_ask_at IS NOT NULL")),
        Index("ix_messages_unknown", "created_at", "id",
              sqlite_where=text("state = 'unknown'"), postgresql_where=text("state = 'unknown'")),
        Index("ix_messages_created_at", "created_at", "id"),
        Index("ix_messages_clerk", "clerk", "created_at", "id"),
        Index("ix_messages_not_delivered", "created_at", "id", "state",
              sqlite_where=text("state <> 'delivered'"), postgresql_where=text("state <> 'delivered'")),
        Index("ix_messages_customer_id", "customer_id", "created_at"),
        Index("ix_messages_e164", "e164", "created_at"),
        Index("ix_messages_gateway_id", "gateway_id"),
        Index("ix_messages_job_id_state", "job_id", "state"),
        Index("ix_messages_spent", "contract_id", "posted_at",
              sqlite_where=text("posted_at IS NOT NULL"), postgresql_where=text("posted_at IS NOT NULL")),
    )  # fmt: skip


class AttemptRow(Base):
    """One request to a gateway, written and committed before it leaves."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    no: Mapped[int]
    run_token: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(24), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (UniqueConstraint("message_id", "no"),)


class DeliveryEventRow(Base):
    """One result event of a message. All are kept, not only the last."""

    __tablename__ = "delivery_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it happened, as the gateway says."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivery: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(24), default="")

    __table_args__ = (Index("ix_delivery_events_message_id", "message_id"),)


class LeaseRow(Base):
    """What only one process of a shop may do at a time, e.g. ask for results."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32))
    """The run token of the holder, never the name of its PC: that one is the same after a crash."""
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContractSenderRow(Base):
    """When a sender that can send a contract was last alive (`db.liveness`)."""

    __tablename__ = "contract_senders"

    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32))
    """The run token of the last one that spoke."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finds_by_reference: Mapped[bool]
    """Whether the contract's gateway can be asked by our reference, so that a PC without its keys knows it too."""


class SendRateRow(Base):
    """How fast a contract may be used, for all PCs together (`db.rates`). Moments in microseconds since 1970."""

    __tablename__ = "send_rates"

    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    due: Mapped[int] = mapped_column(BigInteger)
    """When the next request is due if they leave evenly."""
    seen: Mapped[int] = mapped_column(BigInteger)
    """When this was written: later than now means that the clock was set back."""
    recent: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """What left within the last window of the limit: pairs of moment and number, oldest first."""
    held_until: Mapped[int] = mapped_column(BigInteger, default=0)
    """The gateway asked to be left alone until then."""
