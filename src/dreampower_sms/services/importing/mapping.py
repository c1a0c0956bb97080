"""Which column is which field: proposed by the headers, corrected by a person, remembered for this kind of file."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dreampower_sms.domain.text import search_key
from dreampower_sms.services.importing.errors import MappingWrong
from dreampower_sms.services.importing.fields import BY_HEADER, FIELDS, REJECTED_HEADERS, Field, Owner

_BRACKETS = re.compile(r"[(（\[［【].*?[)）\]］】]")


@dataclass(frozen=True, slots=True)
class Columns:
    """A field for each column of the file, "" for one that is left out."""

    keys: tuple[str, ...]

    def of(self, owner: Owner) -> frozenset[str]:
        """The fields of one kind that are read."""
        return frozenset(key for key in self.keys if key and FIELDS[key].owner is owner)

    def check(self) -> None:
        """Whether rows can be made of them.

        Raises:
            MappingWrong: ``import_nothing_mapped``, ``import_mapped_twice`` or ``import_no_owner``.
        """
        used = [key for key in self.keys if key]
        for key in used:
            if not FIELDS[key].many and used.count(key) > 1:
                raise MappingWrong("import_mapped_twice", field=FIELDS[key].title)
        who = {"name", "family_name", "code"} & set(used)
        if not who and self.of(Owner.VEHICLE):
            raise MappingWrong("import_no_owner")
        if not who or (who == {"code"} and not self.of(Owner.VEHICLE)):
            raise MappingWrong


def propose(headers: Sequence[str]) -> Columns:
    """The fields that the headers name. A second column of the same field is left to a person."""
    keys: list[str] = []
    for header in headers:
        field = None if header in REJECTED_HEADERS else _named(header)
        keys.append(field.key if field and (field.many or field.key not in keys) else "")
    return Columns(tuple(keys))


def corrected(columns: Columns, headers: Sequence[str], wanted: Iterable[tuple[str, str]]) -> Columns:
    """`columns` with some of them chosen by hand: pairs of a header and a field by its title, key or usual header.

    An empty field leaves the column out.

    Raises:
        MappingWrong: ``import_column_unknown`` or ``import_field_unknown``.
    """
    keys = list(columns.keys)
    for header, title in wanted:
        if header not in headers:
            raise MappingWrong("import_column_unknown", column=header)
        field = FIELDS.get(title) or _named(title)
        if title and field is None:
            raise MappingWrong("import_field_unknown", field=title)
        keys[headers.index(header)] = field.key if title and field else ""
    return Columns(tuple(keys))


def signature(headers: Sequence[str]) -> str:
    """What two files of the same make have in common: their headers, without those of a rejected-rows file."""
    kept = "\x1f".join(header for header in headers if header not in REJECTED_HEADERS)
    return hashlib.sha256(kept.encode()).hexdigest()[:32]


def stored(keys: object, headers: Sequence[str]) -> Columns | None:
    """A remembered choice, if it still fits: fields come and go with versions of the program."""
    if not isinstance(keys, list):
        return None
    remembered: list[object] = keys  # pyright: ignore[reportUnknownVariableType]  JSON of the settings
    known = [key if isinstance(key, str) and key in FIELDS else "" for key in remembered]
    wanted = [i for i, header in enumerate(headers) if header not in REJECTED_HEADERS]
    if len(known) != len(wanted):
        return None
    placed = dict(zip(wanted, known, strict=True))
    return Columns(tuple(placed.get(i, "") for i in range(len(headers))))


def to_store(columns: Columns, headers: Sequence[str]) -> list[str]:
    """What `stored` reads."""
    return [key for key, header in zip(columns.keys, headers, strict=True) if header not in REJECTED_HEADERS]


def _named(header: str) -> Field | None:
    bare = _BRACKETS.sub("", header).strip()
    return BY_HEADER.get(search_key(header) or header) or BY_HEADER.get(search_key(bare) or bare)
