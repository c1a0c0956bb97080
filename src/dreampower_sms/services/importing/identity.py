"""When two rows, or a row and a record of the shop, are about the same customer or vehicle.

A file's own code settles it. Without one, it takes the name and one equal contact; a name alone does it only where
nothing else is known of it. Values are compared by checksums: what an earlier import brought is no news when the same
file comes again, whatever the shop has made of it since.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zlib import crc32

from dreampower_sms.domain.text import digits
from dreampower_sms.domain.text import search_key as folded
from dreampower_sms.services.importing.fields import CUSTOMER, VEHICLE

CUSTOMER_ORDER = tuple(CUSTOMER)
VEHICLE_ORDER = tuple("sms" if key == "vehicle_sms" else key for key in VEHICLE)
"""The order of marks. Only ever added to at the end: see `fields`."""

search_key = lru_cache(maxsize=4096)(folded)
"""A file names the same few areas, makers and towns over and over."""

_WIDTH = 4
_ROW_BITS = 32


def mark(value: object) -> int:
    """A checksum of a value; never 0, which says that there is none."""
    return crc32(str(value).encode("utf-8", "surrogatepass")) or 1


def marks(values: Mapping[str, Any], order: Sequence[str]) -> bytes:
    """The checksums of what a row says, in order; 0 for what it doesn't say."""
    return b"".join((mark(values[key]) if key in values else 0).to_bytes(_WIDTH, "big") for key in order)


def news(values: Mapping[str, Any], known: bytes, order: Sequence[str]) -> dict[str, Any]:
    """What a row says that its earlier one didn't."""
    return {
        key: values[key]
        for place, key in enumerate(order)
        if key in values and mark(values[key]) != int.from_bytes(known[place * _WIDTH : (place + 1) * _WIDTH], "big")
    }


def joined(known: bytes, new: bytes) -> bytes:
    """The marks of a record after a row: those of the row where it says something."""
    old = known.ljust(len(new), b"\0")
    parts = range(0, len(old), _WIDTH)
    return b"".join(part if any(part := new[at : at + _WIDTH]) else old[at : at + _WIDTH] for at in parts)


def without(known: bytes, order: Sequence[str], keys: Collection[str]) -> bytes:
    """The marks but those of `keys`: values that were not taken stay news."""
    parts = (known[i * _WIDTH : (i + 1) * _WIDTH] for i in range(len(known) // _WIDTH))
    return b"".join(bytes(_WIDTH) if key in keys else part for key, part in zip(order, parts, strict=False))


def contacts(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What tells people of one name apart, the surest first: the kind of contact and its folded value."""
    for key in ("mobile", "phone"):
        if number := digits(said.get(key) or ""):
            yield "tel", number
    if email := said.get("email"):
        yield "email", search_key(email)
    if address := search_key(said.get("address") or ""):
        yield "address", address
    if birthday := said.get("birthday"):
        yield "birthday", birthday.isoformat()


def of_record(found: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The contacts of a customer of the shop, in the same shape."""
    reversed_numbers = {("tel", found[key][::-1]) for key in ("mobile_rev", "phone_rev") if found[key]}
    return reversed_numbers | set(contacts({key: found[key] for key in ("email", "address", "birthday")}))


def customer_keys(said: Mapping[str, Any]) -> list[str]:
    """What a row calls its customer; under the first one it is remembered."""
    if code := said.get("code"):
        return [f"c:{code}"]
    name = search_key(said["name"])
    return [f"n:{_hash(name, *contact)}" for contact in contacts(said)] or [f"n:{_hash(name)}"]


def record_keys(found: Mapping[str, Any]) -> list[str]:
    """What a later row without a code may call a customer of the shop of whom a row has spoken."""
    return [f"n:{_hash(found['name_key'], *contact)}" for contact in of_record(found)]


def vehicle_keys(said: Mapping[str, Any], owner: str) -> list[str]:
    """What a row calls its vehicle; under the first one it is remembered.

    A plate may go to another car: two frame numbers are two cars, whatever their plates. `owner` is the key of the
    customer, for a vehicle without plate and number.
    """
    if code := said.get("code"):
        return [f"v:{code}"]
    plate = _hash(*parts) if any(parts := plate_key(said)) else ""
    if chassis := search_key(said.get("chassis_number") or ""):
        return [f"k:{chassis}", *([f"q:{plate}"] if plate else [])]
    if plate:
        return [f"p:{plate}"]
    return [f"m:{_hash(owner, *(str(said.get(key, '')) for key in ('maker', 'model', 'first_registration')))}"]


def vehicle_names(said: Mapping[str, Any], owner: str) -> list[str]:
    """Under what a later row may find this vehicle: `q` only for one whose frame number nobody knows."""
    keys = vehicle_keys(said, owner)
    if keys[0][0] == "k":
        plates = [f"p:{key[2:]}" for key in keys[1:]]
        return [keys[0], *plates]
    return [*keys, f"q:{keys[0][2:]}"] if keys[0][0] == "p" else keys


def plate_key(said: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """A plate as the shop's index has it; four empty parts for none."""
    area, kind, letter = (search_key(said.get(key) or "") for key in ("plate_area", "plate_class", "plate_kana"))
    return area, kind, letter, digits(said.get("plate_number") or "")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:48]


@dataclass(slots=True)
class Seen:
    """The customers or vehicles that the file had so far, in some 100 bytes each."""

    _places: dict[int, int] = field(default_factory=dict[int, int])

    def find(self, keys: Sequence[str]) -> tuple[int, int] | None:
        """The first row of the same record and a checksum of what it said."""
        for key in keys:
            if packed := self._places.get(hash(key)):
                return packed >> _ROW_BITS, packed & (1 << _ROW_BITS) - 1
        return None

    def add(self, keys: Sequence[str], row: int, said: int) -> None:
        """Remember a row, under those keys that are not taken."""
        for key in keys:
            self._places.setdefault(hash(key), row << _ROW_BITS | said)


def checksum(values: Mapping[str, Any]) -> int:
    """Of all that a row says of one record."""
    return mark(sorted((key, str(value)) for key, value in values.items()))
