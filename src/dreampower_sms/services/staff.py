"""担当者: who works at the desk, in which order, and who has left.

Nobody is deleted. Messages, consents and the audit log carry the name that a clerk had at that time, so neither a new
name nor leaving changes what history says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db import audit, shop_setup
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import StaffRow
from dreampower_sms.db.tables_shop import DraftRow, SettingRow
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.settings import clerk_scope

LONGEST_NAME, LONGEST_KANA = 60, 80


class StaffError(ServiceError):
    """The entry can't be kept as it is."""

    code = "staff_wrong"


@dataclass(frozen=True, slots=True)
class Member:
    """One 担当者."""

    id: int
    name: str
    kana: str
    active: bool
    """False: has left; can't be chosen any more, stays in history."""


@dataclass(frozen=True, slots=True)
class StaffStep:
    """What was just done, so that it can be taken back by name."""

    action: str
    """``add``, ``rename``, ``move``, ``retire`` or ``restore``."""
    before: Member | None
    after: Member
    down: bool = False


class Staff:
    """Reads and writes 担当者. Calls may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._clock, self._pc = database, clock, pc

    def list(self) -> Sequence[Member]:
        """Everybody: who works here in the shop's order, then who has left."""
        with self._database.read() as session:
            return [_member(row) for row in _ordered(session)]

    def add(self, name: str, kana: str, clerk: str) -> StaffStep:
        """Add somebody at the end. Raises `StaffError` (``staff_nameless``, ``staff_name_taken``, ``text_long``)."""
        with self._database.write() as session:
            shop_setup.lock(session)
            name, kana = self._checked(session, name, kana, None)
            last = session.scalar(select(func.max(StaffRow.position))) or 0
            row = StaffRow(name=name, kana=kana, position=last + 1, active=True)
            session.add(row)
            session.flush()
            return self._noted(session, clerk, StaffStep("add", None, _member(row)))

    def rename(self, member: Member, name: str, kana: str, clerk: str) -> StaffStep:
        """Another name from now on. Raises as `add`, and `StaffError` (``staff_changed``)."""
        with self._database.write() as session:
            shop_setup.lock(session)
            row = _current(session, member)
            row.name, row.kana = self._checked(session, name, kana, row.id)
            session.flush()
            _take_along(session, member.name, row.name)
            return self._noted(session, clerk, StaffStep("rename", member, _member(row)))

    def move(self, member: Member, clerk: str, *, down: bool) -> StaffStep | None:
        """One place up or down among those who work here. None: it is the first or last already."""
        with self._database.write() as session:
            shop_setup.lock(session)
            row = _current(session, member)
            active = [each for each in _ordered(session) if each.active]
            for position, each in enumerate(active, start=1):
                each.position = position
            place = active.index(row) + (1 if down else -1)
            if not 0 <= place < len(active):
                return None
            row.position, active[place].position = active[place].position, row.position
            return self._noted(session, clerk, StaffStep("move", member, _member(row), down))

    def retire(self, member: Member, clerk: str) -> StaffStep:
        """They have left. Raises `StaffError` (``staff_last``, ``staff_changed``)."""
        with self._database.write() as session:
            shop_setup.lock(session)
            row = _current(session, member)
            others = select(func.count()).where(StaffRow.active, StaffRow.id != row.id)
            if not session.scalar(others):
                raise StaffError("staff_last", name=row.name)
            row.active = False
            return self._noted(session, clerk, StaffStep("retire", member, _member(row)))

    def restore(self, member: Member, clerk: str) -> StaffStep:
        """They are back. Raises `StaffError` (``staff_changed``)."""
        with self._database.write() as session:
            shop_setup.lock(session)
            row = _current(session, member)
            row.active = True
            return self._noted(session, clerk, StaffStep("restore", member, _member(row)))

    def undo(self, step: StaffStep, clerk: str) -> StaffStep | None:
        """Take a step back. Somebody who was added by mistake counts as having left: a message may bear the name."""
        match step.action:
            case "add" | "restore":
                return self.retire(step.after, clerk)
            case "retire":
                return self.restore(step.after, clerk)
            case "move":
                return self.move(step.after, clerk, down=not step.down)
            case _ if step.before is not None:
                return self.rename(step.after, step.before.name, step.before.kana, clerk)
            case _:
                return None

    @staticmethod
    def _checked(session: Session, name: str, kana: str, own_id: int | None) -> tuple[str, str]:
        name, kana = " ".join(name.split()), " ".join(kana.split())
        if not name:
            raise StaffError("staff_nameless")
        for text, most in ((name, LONGEST_NAME), (kana, LONGEST_KANA)):
            if len(text) > most:
                raise StaffError("text_long", most=str(most))
        same = session.scalar(select(StaffRow).where(StaffRow.name == name))
        if same is not None and same.id != own_id:
            raise StaffError("staff_name_taken" if same.active else "staff_name_retired", name=name)
        return name, kana

    def _noted(self, session: Session, clerk: str, step: StaffStep) -> StaffStep:
        before, after = step.before, step.after
        changes = {
            column: [old, new]
            for column in ("name", "kana", "active")
            if (old := getattr(before, column, None)) != (new := getattr(after, column))
        }
        down = step.down if step.action == "move" else None
        by = By(clerk, self._pc, self._clock())
        audit.note(session, by, step.action, "staff", after.id, name=after.name, changes=changes, down=down)
        return step


def _ordered(session: Session) -> Sequence[StaffRow]:
    return session.scalars(select(StaffRow).order_by(StaffRow.active.desc(), StaffRow.position, StaffRow.id)).all()


def _current(session: Session, member: Member) -> StaffRow:
    row = session.get(StaffRow, member.id)
    if row is None or _member(row) != member:
        raise StaffError("staff_changed", name=member.name)
    return row


def _take_along(session: Session, old: str, new: str) -> None:
    """What a clerk chose for their own eyes, and what they began to write, is theirs under the new name too."""
    if old != new:
        mine = select(DraftRow.customer_id).where(DraftRow.clerk == old)
        session.execute(delete(DraftRow).where(DraftRow.clerk == new, DraftRow.customer_id.in_(mine)))
        session.execute(update(DraftRow).where(DraftRow.clerk == old).values(clerk=new))
        session.execute(delete(SettingRow).where(SettingRow.scope == clerk_scope(new)))
        session.execute(update(SettingRow).where(SettingRow.scope == clerk_scope(old)).values(scope=clerk_scope(new)))


def _member(row: StaffRow) -> Member:
    return Member(row.id, row.name, row.kana, row.active)
