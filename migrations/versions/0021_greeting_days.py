"""How many days a list keeps from its greetings; of lists that are there already, what held for them: the next day."""

from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_JOBS = sa.table("send_jobs", sa.column("id", sa.String), sa.column("kind", sa.String), sa.column("greeting_days"))


def upgrade() -> None:
    with op.batch_alter_table("send_jobs") as jobs:
        jobs.add_column(sa.Column("greeting_days", sa.Integer()))
    connection = op.get_bind()
    lists = set(connection.execute(sa.select(_JOBS.c.id).where(_JOBS.c.kind != "single")).scalars())
    # the id of the job of its greetings follows from that of a list
    if greeted := [{"list": id_} for id_ in lists if uuid5(UUID(id_), "greeting").hex in lists]:
        next_day = sa.update(_JOBS).where(_JOBS.c.id == sa.bindparam("list")).values(greeting_days=1)
        connection.execute(next_day, greeted)


def downgrade() -> None:
    with op.batch_alter_table("send_jobs") as jobs:
        jobs.drop_column("greeting_days")
