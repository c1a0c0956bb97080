"""Which lists were sent from 車検一覧, so that a cancelled one leaves its vehicles 未案内 again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"  # the highest number below this one, also of those that come in between later


def upgrade() -> None:
    with op.batch_alter_table("send_jobs") as jobs:
        jobs.add_column(sa.Column("about_inspection", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("send_jobs") as jobs:
        jobs.drop_column("about_inspection")
