"""The first tables: the shop, the people who may be written to, what is sent."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

CODE = sa.String(24)
MOMENT = sa.DateTime(timezone=True)
SEN = sa.Integer()
KEY = sa.String(200).with_variant(sa.VARCHAR(200, collation="C"), "postgresql")

TABLES = (
    "company",
    "staff",
    "settings",
    "audit_log",
    "custom_bar_slots",
    "templates",
    "contracts",
    "tariffs",
    "customers",
    "vehicles",
    "consent_records",
    "stop_list",
    "drafts",
    "send_jobs",
    "messages",
    "attempts",
    "delivery_events",
)

TIER_ENDS = (70, 134, 201, 268, 335, 402, 469, 536, 603, 660)
EXAMPLE_SEN = 2000
"""20 yen a tier: an example that the shop replaces by the fees of its contract."""


def upgrade() -> None:
    _shop()
    _fees()
    _people()
    _customer_indices()
    _messages()
    _message_indices()
    _first_rows()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _shop() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("formal_name", sa.String(120), nullable=False),
        sa.Column("kana", sa.String(160), nullable=False),
        sa.Column("representative", sa.String(60), nullable=False),
        sa.Column("zip", sa.String(8), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("opt_out_contact", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kana", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "settings",
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_settings"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("pc", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    op.create_index("ix_audit_log_entity", "audit_log", ["entity", "entity_id"])
    op.create_table(
        "custom_bar_slots",
        sa.Column("bar", sa.String(10), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.CheckConstraint("slot BETWEEN 1 AND 8", name=op.f("ck_custom_bar_slots_slot_exists")),
        sa.PrimaryKeyConstraint("bar", "slot", name="pk_custom_bar_slots"),
    )


def _fees() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("purpose", CODE, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digit", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standard_key", sa.String(40), nullable=True),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("digit BETWEEN 1 AND 9", name=op.f("ck_templates_digit_is_a_key")),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
        sa.UniqueConstraint("standard_key", name="uq_templates_standard_key"),
    )
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("gateway", sa.String(40), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("profile", sa.String(40), nullable=False),
        sa.Column("sender_name", sa.String(60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contracts"),
    )
    op.create_table(
        "tariffs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("end_units", sa.Integer(), nullable=False),
        sa.Column("price", SEN, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name="fk_tariffs_contract_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tariffs"),
        sa.UniqueConstraint("contract_id", "valid_from", "tier", name="uq_tariffs_contract_id_valid_from_tier"),
    )


def _people() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kana", sa.String(160), nullable=False),
        sa.Column("honorific", sa.String(10), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("zip", sa.String(8), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("mobile", sa.String(40), nullable=False),
        sa.Column("mobile_e164", sa.String(20), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("rank", sa.String(10), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("is_dummy", sa.Boolean(), nullable=False),
        sa.Column("number_checked_on", sa.Date(), nullable=True),
        sa.Column("number_bad", sa.String(40), nullable=False),
        sa.Column("flag_summer", sa.Boolean(), nullable=False),
        sa.Column("flag_midyear", sa.Boolean(), nullable=False),
        sa.Column("flag_yearend", sa.Boolean(), nullable=False),
        sa.Column("flag_newyear", sa.Boolean(), nullable=False),
        sa.Column("flag_print_list", sa.Boolean(), nullable=False),
        sa.Column("flag_dm", sa.Boolean(), nullable=False),
        sa.Column("flag_sms", sa.Boolean(), nullable=False),
        sa.Column("flag_telecall", sa.Boolean(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("kana_key", KEY, nullable=False),
        sa.Column("name_key2", KEY, nullable=False),
        sa.Column("kana_key2", KEY, nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("phone_rev", KEY, nullable=False),
        sa.Column("mobile_rev", KEY, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["customers.id"], name="fk_customers_merged_into_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_customers_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_table(
        "vehicles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("plate_area", sa.String(20), nullable=False),
        sa.Column("plate_class", sa.String(5), nullable=False),
        sa.Column("plate_kana", sa.String(2), nullable=False),
        sa.Column("plate_number", sa.String(8), nullable=False),
        sa.Column("maker", sa.String(40), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("type_code", sa.String(40), nullable=False),
        sa.Column("chassis_number", sa.String(40), nullable=False),
        sa.Column("first_registration", sa.String(7), nullable=False),
        sa.Column("inspection_expiry", sa.Date(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=True),
        sa.Column("mileage", sa.Integer(), nullable=True),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.Column("contact_state", CODE, nullable=False),
        sa.Column("plate_digits", KEY, nullable=False),
        sa.Column("plate_area_key", KEY, nullable=False),
        sa.Column("model_key", KEY, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_vehicles_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vehicles"),
    )
    op.create_table(
        "consent_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("e164", sa.String(20), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("purpose", CODE, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_consent_records_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent_records"),
    )
    op.create_table(
        "stop_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("e164", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by", sa.String(60), nullable=False),
        sa.CheckConstraint("e164 <> ''", name=op.f("ck_stop_list_e164_present")),
        sa.PrimaryKeyConstraint("id", name="pk_stop_list"),
    )
    op.create_table(
        "drafts",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_drafts_customer_id"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_drafts_template_id"),
        sa.PrimaryKeyConstraint("customer_id", "clerk", name="pk_drafts"),
    )


def _customer_indices() -> None:
    op.create_index("ix_customers_kana_key", "customers", ["kana_key", "id", "archived_at"])
    op.create_index("ix_customers_mobile_e164", "customers", ["mobile_e164"])
    op.create_index("ix_customers_mobile_rev", "customers", ["mobile_rev"])
    op.create_index("ix_customers_name_key", "customers", ["name_key", "kana_key", "id", "archived_at"])
    op.create_index("ix_customers_name_key2", "customers", ["name_key2", "kana_key", "id", "archived_at"])
    op.create_index("ix_customers_kana_key2", "customers", ["kana_key2", "kana_key", "id", "archived_at"])
    op.create_index("ix_customers_phone_rev", "customers", ["phone_rev"])
    op.create_index("ix_vehicles_customer_id", "vehicles", ["customer_id"])
    op.create_index("ix_vehicles_inspection_expiry", "vehicles", ["inspection_expiry"])
    op.create_index("ix_vehicles_next_check", "vehicles", ["next_check"])
    op.create_index("ix_vehicles_plate_digits", "vehicles", ["plate_digits", "customer_id"])
    op.create_index("ix_consent_records_customer_id", "consent_records", ["customer_id"])
    op.create_index("ix_consent_records_e164", "consent_records", ["e164"])
    op.create_index(
        "uq_stop_list_active",
        "stop_list",
        ["e164", "purpose"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _messages() -> None:
    op.create_table(
        "send_jobs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("purpose", CODE, nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.String(40), nullable=False),
        sa.Column("scheduled_at", MOMENT, nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("paused_code", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("pc", sa.String(80), nullable=False),
        sa.Column("recipients_total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name="fk_send_jobs_contract_id"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_send_jobs_template_id"),
        sa.PrimaryKeyConstraint("id", name="pk_send_jobs"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("recipient_key", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("customer_name", sa.String(120), nullable=False),
        sa.Column("e164", sa.String(20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("price", SEN, nullable=False),
        sa.Column("purpose", CODE, nullable=False),
        sa.Column("contract_id", sa.String(40), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("override_code", sa.String(200), nullable=False),
        sa.Column("override_reason", sa.String(300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("held_code", sa.String(40), nullable=False),
        sa.Column("claim_token", sa.String(32), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("gateway_id", sa.String(80), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("next_ask_at", MOMENT, nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("charged_units", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(60), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_reason", sa.String(300), nullable=False),
        sa.CheckConstraint("state <> 'queued' OR claim_token = ''", name=op.f("ck_messages_queued_is_unclaimed")),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'posting', 'accepted', 'delivered', 'undelivered', "
            "'rejected', 'unknown', 'cancelled', 'excluded')",
            name=op.f("ck_messages_state_named"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name="fk_messages_contract_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_messages_customer_id"),
        sa.ForeignKeyConstraint(["job_id"], ["send_jobs.id"], name="fk_messages_job_id"),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name="fk_messages_vehicle_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("job_id", "recipient_key", name="uq_messages_job_id_recipient_key"),
        sa.UniqueConstraint("reference", name="uq_messages_reference"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("run_token", sa.String(32), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_attempts_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("message_id", "no", name="uq_attempts_message_id_no"),
    )
    op.create_table(
        "delivery_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("delivery", sa.String(24), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_delivery_events_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_events"),
    )


def _message_indices() -> None:
    op.create_index("ix_send_jobs_created_at", "send_jobs", ["created_at"])
    op.create_index("ix_send_jobs_state", "send_jobs", ["state"])
    op.create_index(
        "ix_messages_ask",
        "messages",
        ["next_ask_at"],
        sqlite_where=sa.text("next_ask_at IS NOT NULL"),
        postgresql_where=sa.text("next_ask_at IS NOT NULL"),
    )
    op.create_index("ix_messages_created_at", "messages", ["created_at", "id"])
    op.create_index("ix_messages_customer_id", "messages", ["customer_id", "created_at"])
    op.create_index(
        "ix_messages_due",
        "messages",
        ["not_before", "id"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("ix_messages_e164", "messages", ["e164", "created_at"])
    op.create_index("ix_messages_gateway_id", "messages", ["gateway_id"])
    op.create_index("ix_messages_job_id_state", "messages", ["job_id", "state"])
    op.create_index(
        "ix_messages_lease",
        "messages",
        ["lease_until"],
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index(
        "ix_messages_unknown",
        "messages",
        ["created_at", "id"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )
    op.create_index("ix_delivery_events_message_id", "delivery_events", ["message_id"])


def _first_rows() -> None:
    """The practice contract with an example fee table, so that a new install can count and send at once."""
    contracts = sa.table(
        "contracts",
        *map(sa.column, ("id", "gateway", "title", "profile", "sender_name", "active", "version")),
        sa.column("options", sa.JSON()),
    )
    op.bulk_insert(
        contracts,
        [
            {
                "id": "practice",
                "gateway": "practice",
                "title": "練習",
                "profile": "default",
                "sender_name": "",
                "active": True,
                "version": 1,
                "options": {},
            }
        ],
    )
    tariffs = sa.table(
        "tariffs",
        sa.column("contract_id"),
        sa.column("valid_from", sa.Date()),
        *map(sa.column, ("tier", "end_units", "price")),
    )
    op.bulk_insert(
        tariffs,
        [
            {
                "contract_id": "practice",
                "valid_from": date(2019, 9, 10),
                "tier": tier,
                "end_units": end,
                "price": EXAMPLE_SEN * tier,
            }
            for tier, end in enumerate(TIER_ENDS, 1)
        ],
    )
