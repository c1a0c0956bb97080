"""照会: an index for whole plates, and on PostgreSQL one for what stands in the middle of a name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PLATE = ["plate_area_key", "plate_class_key", "plate_kana_key", "plate_digits", "customer_id", "archived_at"]

TEXT_PAIRS = """
CREATE OR REPLACE FUNCTION text_pairs(one text, other text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(DISTINCT substr(word, place, 2)), '{}')
    FROM unnest(ARRAY[one, other]) AS word, generate_series(1, length(word) - 1) AS place
$$
"""


def upgrade() -> None:
    op.create_index("ix_vehicles_plate", "vehicles", PLATE)
    if op.get_context().dialect.name == "postgresql":
        op.execute(TEXT_PAIRS)
        op.create_index(
            "ix_customers_pairs",
            "customers",
            [sa.text("text_pairs(name_key, kana_key)")],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )


def downgrade() -> None:
    op.drop_index("ix_vehicles_plate", "vehicles")
    if op.get_context().dialect.name == "postgresql":
        op.drop_index("ix_customers_pairs", "customers")
        op.execute("DROP FUNCTION text_pairs(text, text)")
