"""What left by each contract within its last second, and until when a gateway asked to be left alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("send_rates") as rates:
        rates.add_column(sa.Column("recent", sa.JSON(), nullable=False, server_default="[]"))
        rates.add_column(sa.Column("held_until", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("send_rates") as rates:
        rates.drop_column("held_until")
        rates.drop_column("recent")
