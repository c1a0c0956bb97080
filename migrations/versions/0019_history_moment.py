"""送信履歴 by when a message left or will leave: it was found under the day on which it was registered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

UNKNOWN, NOT_DELIVERED = "state = 'unknown'", "state <> 'delivered'"


def upgrade() -> None:
    _drop_indices("ix_messages_created_at")
    op.add_column("messages", sa.Column("history_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE messages SET history_at = coalesce(posted_at, not_before)")
    with op.batch_alter_table("messages") as messages:
        messages.alter_column("history_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _create_indices("ix_messages_history_at", "history_at")


def downgrade() -> None:
    _drop_indices("ix_messages_history_at")
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("history_at")
    _create_indices("ix_messages_created_at", "created_at")


def _drop_indices(whole: str) -> None:
    for name in (whole, "ix_messages_clerk", "ix_messages_customer_id", "ix_messages_e164",
                 "ix_messages_not_delivered", "ix_messages_unknown"):  # fmt: skip
        op.drop_index(name, "messages")


def _create_indices(whole: str, moment: str) -> None:
    def index(name: str, columns: Sequence[str], where: str = "") -> None:
        only = sa.text(where) if where else None
        op.create_index(name, "messages", columns, sqlite_where=only, postgresql_where=only)

    index(whole, [moment, "id"])
    index("ix_messages_clerk", ["clerk", moment, "id"])
    index("ix_messages_customer_id", ["customer_id", moment])
    index("ix_messages_e164", ["e164", moment])
    index("ix_messages_not_delivered", [moment, "id", "state"], NOT_DELIVERED)
    index("ix_messages_unknown", [moment, "id"], UNKNOWN)
