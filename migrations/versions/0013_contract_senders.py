"""Which contracts living senders can send: a heartbeat for each contract in place of one for the shop."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0010"  # the highest number below this one, also of those that come in between later

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contract_senders",
        sa.Column("contract_id", sa.String(40), sa.ForeignKey("contracts.id"), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("finds_by_reference", sa.Boolean(), nullable=False),
    )
    # until each sender has spoken, the one heartbeat stands for all: what waits now was not missed
    op.execute(
        "INSERT INTO contract_senders (contract_id, owner, seen_at, finds_by_reference) "
        "SELECT contracts.id, leases.owner, leases.seen_at, contracts.gateway <> 'twilio' "
        "FROM contracts, leases WHERE leases.name = 'sender'"
    )
    op.execute("DELETE FROM leases WHERE name = 'sender'")


def downgrade() -> None:
    op.execute(
        "INSERT INTO leases (name, owner, until, seen_at) "
        "SELECT 'sender', owner, seen_at, seen_at FROM contract_senders ORDER BY seen_at DESC LIMIT 1"
    )
    op.drop_table("contract_senders")
