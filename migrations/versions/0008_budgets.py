"""The budget of each contract, and an index to sum up what it spent."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"

COLUMNS = ("day_messages", "day_yen", "month_messages", "month_yen")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("contracts", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    posted = sa.text("posted_at IS NOT NULL")
    op.create_index(
        "ix_messages_spent", "messages", ["contract_id", "posted_at"], sqlite_where=posted, postgresql_where=posted
    )


def downgrade() -> None:
    op.drop_index("ix_messages_spent", "messages")
    for name in COLUMNS:
        op.drop_column("contracts", name)
