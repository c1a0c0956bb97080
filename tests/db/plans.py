"""How a database answers the questions of the program."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session


def plans_of(session: Session, ask: Callable[[], object]) -> list[str]:
    """The plan of each statement of a question. PostgreSQL is kept from reading a small table as a whole."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _cursor: object, statement: str, values: Any, _context: object, _many: object) -> None:
        asked.append((statement, values))

    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_bitmapscan = off"))
    event.listen(connection, "before_cursor_execute", listen)
    ask()
    event.remove(connection, "before_cursor_execute", listen)
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    return [str(connection.exec_driver_sql(f"{explain} {each}", values).all()) for each, values in asked]
