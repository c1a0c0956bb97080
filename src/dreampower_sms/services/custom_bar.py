"""The custom bars of 照会: eight buttons for the customer, eight for the selected vehicle, one layout a shop."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import CustomBarSlotRow

Layout = Mapping[tuple[str, int], str]
"""(bar, slot from 1) → id of the action. A free slot is missing."""


class CustomBars:
    """Reads and writes the layout."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> Layout:
        """The layout as it is stored."""
        with self._database.read() as session:
            return {(row.bar, row.slot): row.action for row in session.scalars(select(CustomBarSlotRow))}

    def save(self, layout: Layout) -> None:
        """Replace the layout as a whole: two PCs that save at once leave one of the two, never a mixture."""
        rows = [{"bar": bar, "slot": slot, "action": action} for (bar, slot), action in sorted(layout.items())]
        with self._database.write() as session:
            session.execute(delete(CustomBarSlotRow))
            if rows:
                session.execute(insert(CustomBarSlotRow), rows)
