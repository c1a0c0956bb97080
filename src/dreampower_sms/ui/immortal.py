"""Keeps `None` alive on Python 3.11.

PySide6 6.12 hands out the `None` of an empty QVariant (`QModelIndex.data`, `currentData`, `property`,
`QSettings.setValue` …) without taking a reference of its own: each such call leaves one reference fewer, and after some
ten thousand of them, or at the latest when the program ends, Python stops with "deallocating None". From Python 3.12 on
`None`, `True` and `False` are immortal (PEP 683) and nothing happens. For 3.11 the same is done here.
"""

import ctypes
import sys

_FAR_ABOVE = 1 << 40
"""More references than can ever be lost, and far from the end of what a count can hold."""


def keep_singletons() -> None:
    """Give the singletons references that nobody takes away. Does nothing where they are immortal."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for one in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(one))
        if count.value < _FAR_ABOVE:
            count.value += _FAR_ABOVE
