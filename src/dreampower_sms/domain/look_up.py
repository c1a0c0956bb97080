"""What a clerk types into 照会, as a question: words that are digits, a plate, kana or a name.

All words have to fit the same customer. Nothing has to be chosen beforehand: 1234 may be the end of a telephone
number or of a plate, ヤマ the start of a reading, 千葉500あ1234 a whole plate.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from dreampower_sms.domain.plate import parse_plate
from dreampower_sms.domain.text import digits, kana_key, search_key

FEWEST_DIGITS = 3
"""Fewer digits fit thousands of telephone numbers and help nobody; as a whole plate number they count."""

_NUMBER = re.compile(r"[\d\-+()・.‐‑–—−ー]+")
_PLATE = re.compile(r"([^\d\s]{2,4})(\d[\da-zA-Z]{1,2})([ぁ-んあ-ん])?([\d・\-]{1,7})?")


class WordKind(Enum):
    """What a word may be."""

    DIGITS = "digits"
    PLATE = "plate"
    KANA = "kana"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the question, folded as the keys of the database are. Never empty."""

    kind: WordKind
    key: str
    area: str = ""
    plate_class: str = ""
    plate_kana: str = ""
    """For a plate: the other parts; `key` holds the digits of the serial number, "" while they are not typed."""


@dataclass(frozen=True, slots=True)
class Question:
    """All words, the most telling first. No words: everybody."""

    words: tuple[Word, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not self.words


def ask(text: str) -> Question:
    """Read what was typed. What folds to nothing (only signs) asks nothing; a whole plate may hold spaces."""
    if plate := parse_plate(text):
        parts = (search_key(part) for part in (plate.area, plate.kind, plate.kana))
        return Question((Word(WordKind.PLATE, digits(plate.number), *parts),))
    words = [word for part in unicodedata.normalize("NFKC", text).split() if (word := _word(part)) is not None]
    order = {WordKind.PLATE: 0, WordKind.DIGITS: 1, WordKind.NAME: 2, WordKind.KANA: 3}
    return Question(tuple(sorted(words, key=lambda word: (order[word.kind], -len(word.key)))))


def _word(part: str) -> Word | None:
    if _NUMBER.fullmatch(part):
        found = digits(part)
        return Word(WordKind.DIGITS, found) if found else None
    if plate := _PLATE.fullmatch(part):
        area, plate_class, kana, number = plate.groups(default="")
        return Word(WordKind.PLATE, digits(number), search_key(area), search_key(plate_class), search_key(kana))
    key = search_key(part)
    if not key:
        return None
    return Word(WordKind.KANA if kana_key(part) == key and not key.isascii() else WordKind.NAME, key)
