"""郵便番号 → 住所 and back, from a small table that is shipped: no network, a few milliseconds.

A code may stand for several towns and a town may have several codes (by 丁目, floor of a tower, side of a street): all
are returned, and a person chooses. Nothing is written here; not to overwrite what somebody typed is the screen's part.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from dreampower_sms.domain.text import search_key
from dreampower_sms.domain.zipcode import parse_zip


@dataclass(frozen=True, slots=True)
class Place:
    """What one postal code stands for."""

    zip: str
    """As printed: 260-0854."""
    prefecture: str
    city: str
    town: str
    """"" for the code of all places of a city that are not listed; for a company the rest of its address."""
    note: str
    """Which part of the town, e.g. 1〜3丁目; "" for all of it."""
    office: bool
    """Whether the code belongs to one company."""
    certain: bool = True
    """False when an address goes on after the town with more than a number: it may be another, unlisted town."""

    @property
    def address(self) -> str:
        """The beginning of an address, up to the town."""
        return self.prefecture + self.city + self.town


class Postal:
    """Looks up the shipped table. Thread-safe."""

    def __init__(self, archive: Path) -> None:
        """`archive` is `resources/zip/places.zip`; nothing is opened before the first question."""
        self._path = archive
        self._lock = threading.Lock()

    def by_zip(self, text: str) -> tuple[Place, ...]:
        """The places of a code in any spelling; none for an unknown code or what is no code."""
        code = parse_zip(text)
        if code is None:
            return ()
        bare = code.replace("-", "")
        return tuple(_place(line) for line in self._lines(bare[:3]) if line[0] == bare)

    def by_address(self, text: str) -> tuple[Place, ...]:
        """The codes of an address, with or without prefecture and 郡; the longest town that fits.

        Without the prefecture two cities may share a name (府中市, 伊達市): then the towns of both are looked at.
        """
        folded = _fold(text)
        found: list[Place] = []
        for city in self._cities_of(folded):
            found += self._towns(city, folded[len(city.key) :])
        return tuple(found)

    def _towns(self, city: "_City", rest: str) -> list[Place]:
        places = {line: _fold(line[3]) for group in city.groups for line in self._lines(group) if _is_in(line, city)}
        fits = {line: town for line, town in places.items() if town and rest.startswith(town)}
        if not fits and city.name.startswith("京都市"):  # the street comes first there: 上の下立売通天神道西入上る北町
            fits = {line: town for line, town in places.items() if town and town in rest}
        if fits:
            longest = max(map(len, fits.values()))
            after = rest.partition(next(t for t in fits.values() if len(t) == longest))[2]
            sure = not after or after[0].isdecimal()
            return [_place(line, certain=sure) for line, town in fits.items() if len(town) == longest]
        if rest and not rest[0].isdecimal():
            return []
        return [_place(line) for line, town in places.items() if not town]

    def _cities_of(self, folded: str) -> list["_City"]:
        fits = [city for city in self._cities if folded.startswith(city.key)]
        longest = max((len(city.key) for city in fits), default=0)
        return [city for city in fits if len(city.key) == longest]

    @cached_property
    def _cities(self) -> tuple["_City", ...]:
        return tuple(city for line in self._lines("cities") for city in _spellings(line))

    @cached_property
    def _archive(self) -> ZipFile:
        return ZipFile(self._path)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._archive.namelist())

    def _lines(self, group: str) -> list[tuple[str, ...]]:
        name = f"{group}.tsv"
        with self._lock:
            if name not in self._names:
                return []
            text = self._archive.read(name).decode()
        return [tuple(line.split("\t")) for line in text.splitlines()]


class _City(NamedTuple):
    """One way to write a city, folded."""

    key: str
    prefecture: str
    name: str
    groups: tuple[str, ...]


_COUNTY = re.compile(r".+?郡(.+[町村])")
_NUMERAL = re.compile("[一二三四五六七八九十]+(?=条|丁目|線|番|区|号)")
_VALUES: Mapping[str, int] = {numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}
_SAME = str.maketrans({"ガ": "ケ", "之": "ノ", "字": ""})
"""霞が関 and 霞ヶ関, 丸の内 and 丸ノ内; 大字 and 字 are written or not."""


def _fold(text: str) -> str:
    """What two spellings of an address have in common."""
    key = _NUMERAL.sub(_figure, search_key(text.replace("大字", "")))
    return key.translate(_SAME)


def _figure(found: re.Match[str]) -> str:
    """十二 → 12: towns are listed as 北十二条 here and as 神楽岡１２条 there."""
    tens, has_ten, ones = found[0].rpartition("十")
    if not has_ten:
        return "".join(str(_VALUES[numeral]) for numeral in found[0])
    return str(_VALUES.get(tens, 1) * 10 + _VALUES.get(ones, 0))


def _spellings(line: tuple[str, ...]) -> Iterator[_City]:
    prefecture, name, *groups = line
    county = _COUNTY.fullmatch(name)
    for spelled in (name, county[1]) if county else (name,):
        for start in (prefecture, ""):
            yield _City(_fold(start + spelled), prefecture, name, tuple(groups))


def _is_in(line: tuple[str, ...], city: _City) -> bool:
    return line[1] == city.prefecture and line[2] == city.name and not line[5]


def _place(line: tuple[str, ...], *, certain: bool = True) -> Place:
    code, prefecture, city, town, note, office = line
    return Place(f"{code[:3]}-{code[3:]}", prefecture, city, town, note, office == "1", certain)
