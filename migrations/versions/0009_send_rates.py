"""How fast each contract may be used, for all PCs of a shop together."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "send_rates",
        sa.Column("contract_id", sa.String(40), sa.ForeignKey("contracts.id"), primary_key=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("send_rates")
