"""登録番号 as people type them, read into the four parts that are printed on a plate.

    千葉 500 あ 12-34    千葉５００あ・・１２    なにわ 33 ｻ 5    足立 C あ 1-23
    習志野 あ 1234 (a motorcycle has no class)

A number below 1000 is printed with dots in front (・・12). Katakana stands for the hiragana of the plate, because old
systems knew nothing else. Rule: 自動車の登録及び検査に関する申請書等の様式等を定める省令, 第5号様式.
"""

import re
import unicodedata
from typing import NamedTuple

_AREA = "[\u3041-\u3096\u30a1-\u30fa々\u4e00-\u9fff]{1,4}?"
_NO_HIRAGANA = "[\u30a1-\u30fa々\u4e00-\u9fff]{1,4}?"
_KANA = "[あ-ん]|[ABEHKMTY]"
_NUMBER = r"[.・\-*]*(?:[0-9]{1,4}|[0-9]{1,2}-[0-9]{2})"
_PLATE = re.compile(f"({_AREA}) ?([0-9][0-9A-Z]{{0,2}}|[A-Z]) ?({_KANA}) ?({_NUMBER})")
_MOTORCYCLE = re.compile(f"({_AREA} |{_NO_HIRAGANA})()({_KANA}) ?({_NUMBER})")
"""Without a class only a space or the kind of its letters tells where なにわ ends: なにわ 12 has lost its letter."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─ｰ", "-"))
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


class Plate(NamedTuple):
    """The parts of a plate, as they are printed."""

    area: str
    """E.g. 千葉 or なにわ."""
    kind: str
    """分類番号, e.g. 500 or 30A; "" on motorcycles."""
    kana: str
    number: str
    """12-34, ・123, ・・12 or ・・・1."""

    def __str__(self) -> str:
        return " ".join(filter(None, self))


def parse_plate(text: str) -> Plate | None:
    """Read a whole plate; None when the text is not exactly one."""
    plain = _letter_as_printed(" ".join(unicodedata.normalize("NFKC", text).upper().translate(_DASHES).split()))
    found = _PLATE.fullmatch(plain) or _MOTORCYCLE.fullmatch(plain)
    if found is None:
        return None
    area, kind, kana, number = found.groups()
    printed = plate_number(number)
    return Plate(area.strip(), kind, kana, printed) if printed else None


def plate_number(text: str) -> str | None:
    """The 一連指定番号 as it is printed; None when the text is no number from 1 to 9999."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_DASHES)
    if not re.fullmatch(_NUMBER, plain):
        return None
    number = int(re.sub("[^0-9]", "", plain))
    if not number:
        return None
    return f"{number // 100}-{number % 100:02}" if number > 999 else f"{number:・>4}"  # noqa: PLR2004  four places


def plate_kana(text: str) -> str | None:
    """The one letter of a plate, as hiragana or as the Latin letter of the forces; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().upper().translate(_HIRAGANA)
    return plain if re.fullmatch(_KANA, plain) else None


def _letter_as_printed(plain: str) -> str:
    """千葉500ア1234 → 千葉500あ1234; an area may be in katakana itself, so only the letter is changed."""
    return re.sub(f"[ァ-ヶ](?= ?{_NUMBER}$)", lambda found: found[0].translate(_HIRAGANA), plain)
