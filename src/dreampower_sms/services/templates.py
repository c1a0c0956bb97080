"""定型メッセージ: the list that the clerk chooses from by digit, and all that a shop does with it.

Nothing is deleted: jobs and messages name their template, and messages keep the text that was sent whatever becomes
of it. Every writer takes the lock of the shop's settings, so that two PCs can't give one name or digit twice.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms import paths
from dreampower_sms.db import audit, shop_setup
from dreampower_sms.db import templates as rows
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.characters import normalise_text
from dreampower_sms.domain.entering import Problem
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import LONGEST_NAME, problems
from dreampower_sms.domain.records import Record, changed
from dreampower_sms.services.people import Conflict, FieldsWrong, RecordGone, Saved, Step

DIGITS = range(1, 10)
Changes = list[tuple[Record | None, Record]]
"""Templates before and after."""


class TemplateError(DreamPowerError):
    """The template can't be kept as it is."""

    code = "template_wrong"


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """One template as lists and screens use it."""

    id: int
    name: str
    purpose: Purpose
    body: str
    digit: int | None
    """The key that chooses it, 1 to 9."""
    version: int
    archived: bool = False


@dataclass(frozen=True, slots=True)
class TemplateStep(Step):
    """What was done to templates. `what` may also be "moved" or "imported"."""

    changes: tuple[tuple[Record | None, Record], ...] = ()
    """Every template that it changed, before and after: a digit that goes to one is taken from another."""
    down: bool = False
    """Which way it moved."""


class Templates:
    """Reads and writes templates. Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._clock, self._pc = database, clock, pc

    def list(self) -> Sequence[TemplateEntry]:
        """Those in use, in the shop's order."""
        with self._database.read() as session:
            return [_entry(record) for record in rows.in_use(session)]

    def archived(self) -> Sequence[TemplateEntry]:
        """Those that were put away, the last one first."""
        with self._database.read() as session:
            return [_entry(record) for record in rows.archived(session)]

    def template(self, template_id: int) -> Record:
        """One of them as it is stored, archived or not. Raises `RecordGone`."""
        with self._database.read() as session:
            return _found(rows.template(session, template_id))

    def blank(self) -> dict[str, Any]:
        """What a new one starts with: the next free digit."""
        with self._database.read() as session:
            return {"name": "", "purpose": Purpose.ROUTINE, "digit": _free_digit(session), "body": ""}

    def copy_of(self, template_id: int, name_of_copy: Callable[[str, int], str]) -> dict[str, Any]:
        """The values for a copy, with a name that is not taken. Raises `RecordGone`.

        `name_of_copy` makes a name of the original's and a number from 1 on.
        """
        with self._database.read() as session:
            record = _found(rows.template(session, template_id))
            return {
                **record.values,
                "name": free_name(session, str(record.values["name"]), name_of_copy),
                "digit": _free_digit(session),
            }

    def add(self, name: str, body: str, purpose: Purpose, clerk: str) -> TemplateStep:
        """Keep a new template at the end of the list, on the next free digit.

        Raises `TemplateError` with the code of the first field that is wrong.
        """
        values = {"name": name, "purpose": purpose, "digit": None, "body": body}
        try:
            with self._database.write() as session:
                shop_setup.lock(session)
                saved = self._save(session, None, {**values, "digit": _free_digit(session)}, clerk)
        except FieldsWrong as error:
            first = error.problems.get("name") or error.problems["body"]
            raise TemplateError(first.code, **first.details) from error
        return TemplateStep("added", saved.record.values["name"], None, saved.record, ((None, saved.record),))

    def save(self, base: Record | None, values: Mapping[str, Any], clerk: str) -> Saved | Conflict:
        """Store a template; `base` is what was opened, None for a new one. One that was put away comes back.

        A digit that another template has goes over to this one. Raises `FieldsWrong`, `RecordGone`.
        """
        with self._database.write() as session:
            shop_setup.lock(session)
            if base is not None and not _same(current := _found(rows.template(session, base.id)), base):
                return Conflict(current)
            return self._save(session, base, values, clerk)

    def archive(self, base: Record, clerk: str) -> Saved | Conflict:
        """Out of every list of choices, kept for the history and for coming back."""
        return self._turn(base, clerk, archived=True)

    def restore(self, base: Record, clerk: str) -> Saved | Conflict:
        """Back into the lists, with its digit unless that has gone to another. Raises `FieldsWrong`: a taken name."""
        return self._turn(base, clerk, archived=False)

    def move(self, template_id: int, clerk: str, *, down: bool) -> TemplateStep | None:
        """One place up or down among those in use. None: it is the first or last already, or not in use."""
        with self._database.write() as session:
            shop_setup.lock(session)
            record = _found(rows.template(session, template_id))
            order = [each.id for each in rows.in_use(session)]
            if template_id not in order:
                return None
            place = order.index(template_id)
            other = place + (1 if down else -1)
            if not 0 <= other < len(order):
                return None
            order[place], order[other] = order[other], order[place]
            rows.place(session, order)
            self.note(session, clerk, "template_moved", record, None)
            return TemplateStep("moved", str(record.values["name"]), record, record, down=down)

    def undo(self, step: TemplateStep, clerk: str) -> bool:
        """Take a step back. False when somebody changed one of its templates since: then nothing is written.

        A digit that has gone to a template outside of the step stays there. Raises `TemplateError`: so has a name.
        """
        if step.what == "moved":
            return self.move(step.after.id, clerk, down=not step.down) is not None
        with self._database.write() as session:
            shop_setup.lock(session)
            now = [rows.template(session, after.id) for _before, after in step.changes]
            if not all(one and _same(one, after) for one, (_before, after) in zip(now, step.changes, strict=True)):
                return False
            own = {after.id for _before, after in step.changes}
            for before, _after in step.changes:
                if before is not None and not before.archived:
                    _check_name(session, before.values["name"], own)
            for before, after in reversed(step.changes):  # so that what the step itself moved is free again in time
                gone = before is None or before.archived
                values = dict(before.values) if before is not None else {}
                if not gone and _digit_taken(session, values["digit"], own):
                    values["digit"] = None
                back = rows.write(session, after.id, values, self._clock(), archived=gone)
                self.note(session, clerk, "template_undone", back, after)
        return True

    def seed(self) -> None:
        """Add the standard templates that this shop has never had; those it archived or changed stay as they are."""
        standard = tomllib.loads(paths.resource("templates/standard.toml").read_text(encoding="utf-8"))["template"]
        with self._database.read() as session:
            known = rows.standard_keys(session)
        if all(entry["key"] in known for entry in standard):
            return  # as at nearly every start: no lock, no write
        with self._database.write() as session:
            shop_setup.lock(session)
            known, position = rows.standard_keys(session), rows.last_position(session)
            for number, entry in enumerate((e for e in standard if e["key"] not in known), 1):
                digit = entry.get("digit")
                values = {
                    "name": free_name(session, entry["name"], lambda name, n: f"{name} {n + 1}"),
                    "purpose": Purpose(entry["purpose"]),
                    "body": entry["body"],
                    "digit": None if digit in rows.taken_digits(session) else digit,
                }
                rows.add(session, values, position + number, entry["key"])

    # --- for this service and for `template_files` ---------------------------------------------------------------

    def now(self) -> datetime:
        """The moment that is written down."""
        return self._clock()

    def note(self, session: Session, clerk: str, action: str, after: Record, before: Record | None) -> None:
        """An entry of the audit log, with what changed."""
        old: Mapping[str, Any] = before.values if before is not None else {}
        changes = {field: [was, now] for field, (was, now) in changed(old, after.values).items()}
        by = By(clerk, self._pc, self._clock())
        audit.note(session, by, action, "template", after.id, name=after.values["name"], changes=changes)

    def _save(self, session: Session, base: Record | None, values: Mapping[str, Any], clerk: str) -> Saved:
        tidy = tidy_template(values)
        own = base.id if base is not None else 0
        if wrong := {**problems(tidy), **_name_taken(session, tidy["name"], own)}:
            raise FieldsWrong(wrong)
        if base is not None and not base.archived and not changed(base.values, tidy):
            return Saved(base, None)
        changes = self._free(session, tidy["digit"], own)
        if base is None:
            after = rows.add(session, tidy, rows.last_position(session) + 1)
        else:
            after = rows.write(session, base.id, tidy, self._clock(), archived=False)
        changes.append((base, after))
        what = "added" if base is None else "restored" if base.archived else "saved"
        self.note(session, clerk, f"template_{what}", after, base)
        return Saved(after, TemplateStep(what, after.values["name"], base, after, tuple(changes)))

    def _free(self, session: Session, digit: int | None, own: int) -> Changes:
        """Take this digit from whoever has it."""
        holder = rows.with_digit(session, digit) if digit is not None else None
        if holder is None or holder.id == own:
            return []
        return [(holder, rows.write(session, holder.id, {"digit": None}, self._clock(), archived=False))]

    def _turn(self, base: Record, clerk: str, *, archived: bool) -> Saved | Conflict:
        with self._database.write() as session:
            shop_setup.lock(session)
            if not _same(current := _found(rows.template(session, base.id)), base):
                return Conflict(current)
            if base.archived == archived:
                return Saved(base, None)
            values: dict[str, Any] = {}
            if not archived:
                if wrong := _name_taken(session, base.values["name"], base.id):
                    raise FieldsWrong(wrong)
                values["digit"] = None if base.values["digit"] in rows.taken_digits(session) else base.values["digit"]
            after = rows.write(session, base.id, values, self._clock(), archived=archived)
            what = "archived" if archived else "restored"
            self.note(session, clerk, f"template_{what}", after, base)
            return Saved(after, TemplateStep(what, after.values["name"], base, after, ((base, after),)))


def tidy_template(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values as they are stored: one line as a name, a text as it goes out."""
    return {
        "name": " ".join(str(values["name"]).split()),
        "purpose": Purpose(values["purpose"]),
        "digit": values["digit"],
        "body": normalise_text(str(values["body"])),
    }


def free_name(session: Session, name: str, numbered: Callable[[str, int], str]) -> str:
    """`name`, or the first numbered one that no template in use has; short enough to be kept."""
    number, wanted = 0, name
    while rows.with_name(session, wanted) is not None:
        number += 1
        ending = len(numbered(name, number)) - len(name)
        wanted = numbered(name[: LONGEST_NAME - ending], number)
    return wanted


def _entry(record: Record) -> TemplateEntry:
    v = record.values
    return TemplateEntry(record.id, v["name"], v["purpose"], v["body"], v["digit"], record.version, record.archived)


def _same(current: Record, opened: Record) -> bool:
    """Whether a person would see the same. Not the version: it also rises when a digit went away and came back."""
    return current.values == opened.values and current.archived == opened.archived


def _name_taken(session: Session, name: str, own: int) -> dict[str, Problem]:
    holder = rows.with_name(session, name)
    return {"name": Problem("template_name_taken", {"name": name})} if holder and holder.id != own else {}


def _check_name(session: Session, name: str, own: set[int]) -> None:
    holder = rows.with_name(session, name)
    if holder is not None and holder.id not in own:
        raise TemplateError("template_name_taken", name=name)


def _digit_taken(session: Session, digit: int | None, own: set[int]) -> bool:
    holder = rows.with_digit(session, digit) if digit is not None else None
    return holder is not None and holder.id not in own


def _found(record: Record | None) -> Record:
    if record is None:
        raise RecordGone
    return record


def _free_digit(session: Session) -> int | None:
    taken = rows.taken_digits(session)
    return next((digit for digit in DIGITS if digit not in taken), None)
