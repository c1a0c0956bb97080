"""自由検索: keys for every text that can be searched, saved titles, and 一括変更 with its undo."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from dreampower_sms.db.keys import CUSTOMER_KEYS, VEHICLE_KEYS, KeyMaker

revision = "0003"
down_revision = "0002"

CODE = sa.String(24)
MOMENT = sa.DateTime(timezone=True)
KEY = sa.String(200).with_variant(sa.VARCHAR(200, collation="C"), "postgresql")

KEYS: Mapping[str, Mapping[str, sa.types.TypeEngine[str]]] = {
    "customers": {"zip_key": KEY, "email_key": KEY, "rank_key": KEY, "memo_key": sa.Text()},
    "vehicles": {
        "plate_class_key": KEY,
        "plate_kana_key": KEY,
        "maker_key": KEY,
        "type_key": KEY,
        "chassis_key": KEY,
    },
}
"""The new key columns of each table."""

MAKERS: Mapping[str, Mapping[str, KeyMaker]] = {"customers": CUSTOMER_KEYS, "vehicles": VEHICLE_KEYS}
ROWS_AT_ONCE = 5_000


def upgrade() -> None:
    for table, columns in KEYS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=""))
        _fill(table, frozenset(columns))
    op.create_index(
        "ix_customers_archived",
        "customers",
        ["id"],
        sqlite_where=sa.text("archived_at IS NOT NULL"),
        postgresql_where=sa.text("archived_at IS NOT NULL"),
    )
    _titles()
    _bulk_changes()


def downgrade() -> None:
    op.drop_table("bulk_change_steps")
    op.drop_table("bulk_changes")
    op.drop_table("search_titles")
    op.drop_index("ix_customers_archived", "customers")
    for table, columns in KEYS.items():
        for name in columns:
            op.drop_column(table, name)


def _fill(table: str, keys: frozenset[str]) -> None:
    """Write the new keys of the rows that exist, by the function that keeps them from now on."""
    makers = {field: make for field, make in MAKERS[table].items() if keys & make("").keys()}
    rows = sa.table(table, *(sa.column(name) for name in ("id", *makers, *keys)))
    connection = op.get_bind()
    last = 0
    while found := connection.execute(
        sa.select(rows.c.id, *(rows.c[field] for field in makers))
        .where(rows.c.id > last)
        .order_by(rows.c.id)
        .limit(ROWS_AT_ONCE),
    ).all():
        last = found[-1].id
        filled = [made for row in found if (made := _keys_of(row, makers))]
        if filled:
            values = {key: sa.bindparam(f"new_{key}") for key in keys}
            connection.execute(rows.update().where(rows.c.id == sa.bindparam("of_row")).values(values), filled)


def _keys_of(row: sa.Row[Any], makers: Mapping[str, KeyMaker]) -> dict[str, Any]:
    """The parameters of one UPDATE; empty for a row whose keys are all empty."""
    made = {f"new_{key}": text for field, make in makers.items() for key, text in make(getattr(row, field)).items()}
    return {"of_row": row.id, **made} if any(made.values()) else {}


def _titles() -> None:
    op.create_table(
        "search_titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("target", CODE, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("updated_by", sa.String(60), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_titles"),
    )


def _bulk_changes() -> None:
    op.create_table(
        "bulk_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("pc", sa.String(80), nullable=False),
        sa.Column("target", CODE, nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("value", sa.String(400), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_changes"),
    )
    op.create_table(
        "bulk_change_steps",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["bulk_changes.id"], name="fk_bulk_change_steps_change_id"),
        sa.PrimaryKeyConstraint("change_id", "row_id", name="pk_bulk_change_steps"),
    )
    op.create_index("ix_bulk_change_steps_old", "bulk_change_steps", ["change_id", "old"])
