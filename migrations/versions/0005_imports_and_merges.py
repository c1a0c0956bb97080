"""Imports from files: runs, refused rows, which row became which record. Duplicates: merges and their undo."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(24)


def upgrade() -> None:
    op.create_index("ix_vehicles_chassis_key", "vehicles", ["chassis_key"])
    _runs()
    _merges()


def downgrade() -> None:
    op.drop_table("customers_apart")
    op.drop_table("customer_merges")
    op.drop_table("import_links")
    op.drop_table("import_rejects")
    op.drop_table("import_runs")
    op.drop_index("ix_vehicles_chassis_key", "vehicles")


def _runs() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("pc", sa.String(80), nullable=False),
        sa.Column("file_name", sa.String(260), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("last_row", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_runs"),
    )
    op.create_index("ix_import_runs_fingerprint", "import_runs", ["fingerprint"])
    op.create_table(
        "import_rejects",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "row_no", name="pk_import_rejects"),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name="fk_import_rejects_run_id"),
    )
    op.create_table(
        "import_links",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("vehicle_id", sa.Integer()),
        sa.Column("marks", sa.LargeBinary(200), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_import_links"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_import_links_customer_id"),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name="fk_import_links_vehicle_id"),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name="fk_import_links_run_id"),
        sa.CheckConstraint("(customer_id IS NULL) <> (vehicle_id IS NULL)", name="of_one_record"),
    )


def _merges() -> None:
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("pc", sa.String(80), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
        sa.ForeignKeyConstraint(["kept_id"], ["customers.id"], name="fk_customer_merges_kept_id"),
        sa.ForeignKeyConstraint(["gone_id"], ["customers.id"], name="fk_customer_merges_gone_id"),
    )
    op.create_index("ix_customer_merges_kept_id", "customer_merges", ["kept_id"])
    op.create_table(
        "customers_apart",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_customers_apart"),
        sa.ForeignKeyConstraint(["first_id"], ["customers.id"], name="fk_customers_apart_first_id"),
        sa.ForeignKeyConstraint(["second_id"], ["customers.id"], name="fk_customers_apart_second_id"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
    )
