"""Postal codes as people type them: seven digits in any width, with or without 〒 and a dash."""

import re
import unicodedata

_CODE = re.compile(r"〒?([0-9]{3})-?([0-9]{4})")
_DASHES = re.compile("[-‐‑‒–—―−ー─]")


def parse_zip(text: str) -> str | None:
    """The code as it is printed, e.g. ``260-0854``; None when the text is not exactly one code."""
    plain = _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).split()))
    found = _CODE.fullmatch(plain)
    return f"{found[1]}-{found[2]}" if found else None
