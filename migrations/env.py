"""Alembic's entry: runs the migrations on the connection that `db.upgrade` hands over, in its transaction."""

from alembic import context

from dreampower_sms.db.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
