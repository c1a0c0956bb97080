"""Leases, and which messages leave first."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
QUEUED = {"sqlite_where": sa.text("state = 'queued'"), "postgresql_where": sa.text("state = 'queued'")}


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.add_column("messages", sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1"))
    op.drop_index("ix_messages_due", "messages")
    op.create_index("ix_messages_due", "messages", ["priority", "not_before", "id"], **QUEUED)


def downgrade() -> None:
    op.drop_index("ix_messages_due", "messages")
    op.create_index("ix_messages_due", "messages", ["not_before", "id"], **QUEUED)
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("priority")
    op.drop_table("leases")
