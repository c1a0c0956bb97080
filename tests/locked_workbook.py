"""A workbook with a password, as it looks from outside: an OLE compound file with the two streams that say so."""

import struct
from pathlib import Path

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _STREAM = 512, 4096
"""Shorter streams would live in a table of their own."""


def write_locked(path: Path) -> None:
    """Write one: [MS-CFB] version 3 with sectors 0 (their table), 1 (directory), 2–9 and 10–17 (the streams)."""
    chain = [_TABLE, _END, *range(3, 10), _END, *range(11, 18), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    numbers = (0, 1, 1, 0, _STREAM, _END, 0, _END, 0)
    header = bytes.fromhex("D0CF11E0A1B11AE1").ljust(24, b"\0") + struct.pack(
        "<HHHHH6x9I", 0x3E, 3, 0xFFFE, 9, 6, *numbers
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, child=1, start=_END)
    directory += _entry("EncryptionInfo", 2, right=2, start=2, size=_STREAM)
    directory += _entry("EncryptedPackage", 2, start=10, size=_STREAM)
    whole = header + table + directory.ljust(_SECTOR, b"\0") + b"\x04\0\x04\0"
    path.write_bytes(whole.ljust(3 * _SECTOR + 2 * _STREAM, b"\0"))


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    letters = f"{name}\0".encode("utf-16-le")
    return letters.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xIQQIQ", len(letters), kind, 1, _FREE, right, child, 0, 0, 0, start, size
    )
