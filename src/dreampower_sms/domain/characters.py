"""Characters on their way to a handset: what is normalised, and what a person has to decide.

Only two things ever happen by themselves: every kind of line break becomes LF, and letters that arrive in
pieces (か + ゛ from a Mac) are put together. Everything else that may not arrive is named, with its place
and a proposal; names are spelt by their owners, so nothing is swapped, dropped or cut silently.

Which characters arrive is a matter of the contract: ``cp932`` (what Japanese handsets have always shown),
``shift_jis`` (no ① ㈱ 髙 ～; so KDDI up to 70 characters) or ``iso2022_jp`` (no half-width kana either).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dreampower_sms.domain.text import NAME_FORMS


class Why(StrEnum):
    """Why a character may not arrive. `code` finds its sentence."""

    EMOJI = "emoji"
    INVISIBLE = "invisible"
    """Zero-width spaces, direction marks, variation selectors."""
    SPACE = "space"
    """A space that isn't the ordinary one, e.g. the no-break space of web pages."""
    CONTROL = "control"
    NAME_FORM = "name_form"
    """A form of a kanji that people have in their names (髙 for 高): ask before swapping."""
    OUTSIDE = "outside"
    """Anything else that the character set of the contract lacks."""

    @property
    def code(self) -> str:
        """Stable code of this reason, e.g. ``char_emoji``."""
        return f"char_{self.value}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One character, as a reader sees it, that may not arrive."""

    index: int
    """Place in the text, in code points."""
    char: str
    """What stands there: several code points for a composed emoji, or a kanji with its variation selector."""
    why: Why
    swap: str | None
    """What to put there instead ("" = leave it out), or None when only a person can tell."""


_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_EXTENDS = f"\u0300-\u036f\u20d0-\u20ff\u3099\u309a\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f{_SELECTORS}"
"""Combining marks, skin colours, the tags of flags, variation selectors."""
_FLAG = "\U0001f1e6-\U0001f1ff"
_EMOJI = "\u2600-\u27bf\u2b05-\u2bff\U0001f000-\U0001faff"
COMPOSED = re.compile(f"[{_FLAG}]{{2}}|.(?:[{_EXTENDS}]|\u200d[{_EMOJI}])+")
"""What a reader sees as one character though it is several: flags, emoji families, kanji with a selector."""
_UNIT_OF_SWAP = re.compile(f"[\uff66-\uff9d][\uff9e\uff9f]|{COMPOSED.pattern}")
"""The same and ｶﾞ, which turns into the one character ガ."""
_EXTENSION = re.compile(f"[{_EXTENDS}\u200d]+")

_INVISIBLE = f"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f{_SELECTORS}"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f"
_NEVER_SHOWN = re.compile(f"[{_INVISIBLE}{_SPACES}{_CONTROLS}]")
"""Trouble whatever the character set says: some codecs take NUL or a tab, no handset shows them."""
_BLANK = re.compile(f"[\\s{_INVISIBLE}]*")
_COMPATIBLE = "\uf900-\ufaff\U0002f800-\U0002fa1f"
"""Kanji that Unicode holds a second time, for other standards, e.g. U+FA19 beside 神."""
_KANJI = "\u3400-\u9fff\U00020000-\U0003ffff"
_CLASSES = (
    (re.compile(f"[{_CONTROLS}]"), Why.CONTROL),
    (re.compile(f"[{_SPACES}]"), Why.SPACE),
    (re.compile(f"[{_EMOJI}\u231a-\u23ff\u20e3\ufe0f]"), Why.EMOJI),
    (re.compile(f"[{''.join(NAME_FORMS)}{_COMPATIBLE}]|[{_KANJI}][{_SELECTORS}]"), Why.NAME_FORM),
    (re.compile(f"[{_INVISIBLE}]"), Why.INVISIBLE),
)
_LEFT_OUT = {Why.EMOJI: "", Why.INVISIBLE: "", Why.CONTROL: "", Why.SPACE: " "}
_SWAPS = {
    "～": "〜",
    "－": "−",
    "—": "―",
    "–": "-",
    "∥": "‖",
    "•": "・",
    "·": "・",
    "⋯": "…",
    "¥": "￥",
    "‾": "￣",
    "¦": "|",
    "￤": "|",
    "ゔ": "ヴ",
    "№": "No.",
    "℡": "TEL",
    "☎": "TEL",
    "©": "(C)",
    "®": "(R)",
    "€": "ユーロ",
    "ﾞ": "゛",
    "ﾟ": "゜",
    "\u00c5": "\u212b",  # Å, in Japanese character sets only as the unit
    "\t": " ",
}
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
_KEPT_APART = re.compile(f"([\u2126\u212a\u212b{_COMPATIBLE}])")
"""Characters that NFC would replace by a look-alike: kanji of names, and Å."""


def normalise_newlines(text: str) -> str:
    """Turn every line break (CRLF, CR, U+2028, U+2029) into LF."""
    return _LINE_BREAK.sub("\n", text) if "\r" in text or "\u2028" in text or "\u2029" in text else text


def normalise_text(text: str) -> str:
    """Turn line breaks into LF and compose letters (NFC), as far as no other character takes their place.

    Plain NFC replaces 23 characters of cp932 by others, nearly all of them kanji of names (U+FA19 becomes 神).
    """
    text = normalise_newlines(text)
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _KEPT_APART.split(text)
    parts[::2] = [unicodedata.normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: spaces, line breaks and invisible marks only."""
    return _BLANK.fullmatch(text) is not None


def troubles(text: str, charset: str = "cp932") -> tuple[Trouble, ...]:
    """Name every character of the text that may not arrive over a contract with this character set.

    `charset` is a codec of Python (``cp932``, ``shift_jis``, ``iso2022_jp``). The text is best normalised first.
    """
    if _encodes(text, charset) and not _NEVER_SHOWN.search(text):
        return ()
    suspects: list[tuple[int, str]] = []

    def set_aside(found: re.Match[str]) -> str:
        suspects.append((found.start(), found[0]))
        return "x" * len(found[0])

    single = _NEVER_SHOWN.sub(set_aside, _UNIT_OF_SWAP.sub(set_aside, text))
    suspects.extend(_not_encodable(single, charset))
    found = (_judge(index, char, charset) for index, char in suspects)
    return tuple(sorted((trouble for trouble in found if trouble), key=_place))


def swap(text: str, trouble: Trouble) -> str:
    """Put the proposal in the place of the character.

    Raises:
        ValueError: there is no proposal, or the text has changed since the trouble was found.
    """
    end = trouble.index + len(trouble.char)
    if trouble.swap is None or text[trouble.index : end] != trouble.char:
        raise ValueError("nothing to swap")
    return text[: trouble.index] + trouble.swap + text[end:]


def swap_all(text: str, found: Iterable[Trouble]) -> str:
    """Put every proposal in its place; characters without one stay."""
    for trouble in sorted(found, key=_place, reverse=True):  # from the end, so that the places before stay right
        if trouble.swap is not None:
            text = swap(text, trouble)
    return text


def _place(trouble: Trouble) -> int:
    return trouble.index


def _encodes(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _not_encodable(text: str, charset: str) -> Iterator[tuple[int, str]]:
    lacking = {char for char in set(text) if not _encodes(char, charset)}
    return ((index, char) for index, char in enumerate(text) if char in lacking)


def _judge(index: int, char: str, charset: str) -> Trouble | None:
    shown = not _NEVER_SHOWN.search(char)
    if shown and _encodes(char, charset):
        return None
    why = next((why for pattern, why in _CLASSES if pattern.search(char)), Why.OUTSIDE)
    return Trouble(index, char, why, _proposal(char, why, charset))


def _proposal(char: str, why: Why, charset: str) -> str | None:
    """Find the first candidate that the character set has."""
    fits = (new for new in _candidates(char) if new and _encodes(new, charset) and not _NEVER_SHOWN.search(new))
    return next(fits, _LEFT_OUT.get(why))


def _candidates(char: str) -> Iterator[str]:
    """Propose what comes nearest, best first. Some may not fit the character set either."""
    base = _EXTENSION.sub("", char)
    yield _SWAPS.get(base, "")
    yield unicodedata.normalize("NFC", char)
    yield NAME_FORMS.get(base, "")
    compatible = unicodedata.normalize("NFKC", base)
    circled = len(base) == 1 and unicodedata.decomposition(base).startswith("<circle>")
    yield f"({compatible})" if circled else compatible
    if (letter := unicodedata.normalize("NFD", base)[:1]).isascii():
        yield letter
