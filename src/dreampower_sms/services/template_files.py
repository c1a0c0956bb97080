"""Templates as a file: to another shop, to another PC, into a drawer.

UTF-8 JSON that a person can read:

    {"format": "dreampower-sms-templates", "version": 1,
     "templates": [{"name": "…", "purpose": "routine", "digit": 3, "body": "…"}]}

Everything in a file is checked before anything is written, and an entry that is wrong is named by its number and field.
A template that the shop has under the same name is never overwritten unless a clerk chose so.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from sqlalchemy.orm import Session

from dreampower_sms.db import shop_setup
from dreampower_sms.db import templates as rows
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.entering import Problem
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import problems
from dreampower_sms.domain.records import Record
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.templates import (
    DIGITS,
    Changes,
    TemplateEntry,
    Templates,
    TemplateStep,
    free_name,
    tidy_template,
)

FORMAT, VERSION = "dreampower-sms-templates", 1
LARGEST = 5_000_000
"""Bytes of the largest file that is read: a thousand templates of the longest kind."""
_FIELDS = frozenset({"name", "purpose", "digit", "body"})


class TemplateFileError(ServiceError):
    """The file of templates can't be read or written; `details` name the entry (from 1) and the field."""

    code = "template_file_unreadable"
    problem: Problem | None = None
    """What is wrong with the field, where it is a field that no template may have."""


class Fate(StrEnum):
    """What becomes of an entry of a file."""

    ADD = "add"
    """The shop has none of this name."""
    SAME = "same"
    """The shop has exactly this one: nothing to do."""
    SKIP = "skip"
    REPLACE = "replace"
    """The shop's own gets the text, purpose and name of the file; its digit stays."""
    RENAME = "rename"
    """It comes in beside the shop's own, under another name."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of a file, and what the shop has under its name."""

    values: Mapping[str, Any]
    own: Record | None
    same: bool
    """Whether the shop has exactly this."""

    @property
    def name(self) -> str:
        """Its name in the file."""
        return str(self.values["name"])


def write_file(path: Path, entries: Sequence[TemplateEntry]) -> int:
    """Write templates; the number of them. An older file of this name is replaced as a whole or not at all.

    Raises `TemplateFileError` (``template_file_unwritable``).
    """
    found = [{"name": one.name, "purpose": one.purpose.value, "digit": one.digit, "body": one.body} for one in entries]
    text = json.dumps({"format": FORMAT, "version": VERSION, "templates": found}, ensure_ascii=False, indent=1)
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder may be out of reach altogether, which the error says
            beside.unlink(missing_ok=True)
        raise TemplateFileError("template_file_unwritable", file=path.name) from error
    return len(found)


def read_file(path: Path) -> list[dict[str, Any]]:
    """The entries of a file, checked and as they would be stored. Raises `TemplateFileError`."""
    try:
        if path.stat().st_size > LARGEST:
            raise TemplateFileError("template_file_large", file=path.name)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TemplateFileError("template_file_missing", file=path.name) from error
    except UnicodeDecodeError as error:
        raise TemplateFileError("template_file_foreign", file=path.name) from error
    try:
        held: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise TemplateFileError("template_file_unreadable", file=path.name, line=str(line)) from error
    return _entries(held, path.name)


class TemplateFiles:
    """Brings the templates of a file into a shop. Every call may come from any thread."""

    def __init__(self, database: Database, templates: Templates) -> None:
        self._database, self._templates = database, templates

    def compare(self, path: Path) -> Sequence[Incoming]:
        """Read a file and lay what the shop has beside it. Raises `TemplateFileError`."""
        entries = read_file(path)
        with self._database.read() as session:
            return [self._incoming(session, values) for values in entries]

    def take(
        self, chosen: Sequence[tuple[Incoming, Fate]], rename: Callable[[str, int], str], clerk: str
    ) -> TemplateStep | None:
        """Write what was chosen, all of it or nothing. None: there was nothing to write.

        `rename` makes a free name of the entry's and a number from 1 on. Raises `TemplateFileError`
        (``template_file_moved_on``) when the shop's templates changed since they were compared.
        """
        changes: Changes = []
        with self._database.write() as session:
            shop_setup.lock(session)
            for one, fate in chosen:
                if fate in {Fate.SKIP, Fate.SAME}:
                    continue
                now = self._incoming(session, one.values)
                if fate is not Fate.RENAME and now.own != one.own:
                    raise TemplateFileError("template_file_moved_on", name=one.name)
                changes.append(self._take(session, one, fate, rename))
                self._templates.note(session, clerk, "template_imported", changes[-1][1], changes[-1][0])
        if not changes:
            return None
        before, after = changes[0]
        return TemplateStep("imported", str(after.values["name"]), before, after, tuple(changes))

    def _take(
        self, session: Session, one: Incoming, fate: Fate, rename: Callable[[str, int], str]
    ) -> tuple[Record | None, Record]:
        if fate is Fate.REPLACE and one.own is not None:
            new = {"purpose": one.values["purpose"], "body": one.values["body"]}
            return one.own, rows.write(session, one.own.id, new, self._templates.now(), archived=False)
        values = {**one.values, "name": free_name(session, one.name, rename)}
        if values["digit"] in rows.taken_digits(session):
            values["digit"] = None  # the shop's own keys stay where the clerks' fingers know them
        return None, rows.add(session, values, rows.last_position(session) + 1)

    @staticmethod
    def _incoming(session: Session, values: Mapping[str, Any]) -> Incoming:
        own = rows.with_name(session, str(values["name"]))
        same = own is not None and all(own.values[field] == values[field] for field in ("purpose", "body"))
        return Incoming(values, own, same)


def _entries(held: Any, file: str) -> list[dict[str, Any]]:
    if not isinstance(held, dict) or cast("dict[str, Any]", held).get("format") != FORMAT:
        raise TemplateFileError("template_file_foreign", file=file)
    top = cast("dict[str, Any]", held)
    if type(top.get("version")) is not int or top["version"] > VERSION:
        raise TemplateFileError("template_file_newer", file=file)
    listed: Any = top.get("templates")
    if not isinstance(listed, list) or not listed:
        raise TemplateFileError("template_file_empty", file=file)
    entries = [_entry(number, each) for number, each in enumerate(cast("list[Any]", listed), start=1)]
    names: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        first = names.setdefault(entry["name"], number)
        if first != number:
            raise TemplateFileError("template_file_twice", entry=str(number), other=str(first), name=entry["name"])
    return entries


def _entry(number: int, held: Any) -> dict[str, Any]:
    """One entry as it would be stored."""
    entry_no = str(number)
    if not isinstance(held, dict):
        raise TemplateFileError("template_file_entry", entry=entry_no)
    entry = cast("dict[str, Any]", held)
    if strange := sorted(entry.keys() - _FIELDS):
        raise TemplateFileError("template_file_field_unknown", entry=entry_no, field=strange[0])
    for field in ("name", "purpose", "body"):
        if not isinstance(entry.get(field), str):
            raise TemplateFileError("template_file_field_missing", entry=entry_no, field=field)
    if entry["purpose"] not in set(Purpose):
        raise TemplateFileError("template_file_purpose", entry=entry_no, value=entry["purpose"])
    digit: Any = entry.get("digit")
    if digit is not None and (type(digit) is not int or digit not in DIGITS):
        raise TemplateFileError("template_file_digit", entry=entry_no, value=str(digit))
    values = tidy_template({**entry, "digit": digit})
    for field, wrong in problems(values).items():
        error = TemplateFileError("template_file_field_wrong", entry=entry_no, field=field)
        error.problem = wrong
        raise error
    return values
