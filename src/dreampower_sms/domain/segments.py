"""How much room a text takes in the parts that it is sent in, where the alphabet decides that.

A part of an SMS has 140 octets: 70 characters of UCS-2, 160 of the GSM alphabet (3GPP TS 23.038). A text of several
parts gives six of the octets to the numbering of its parts (3GPP TS 23.040): 67 characters and 153. One sign outside
the GSM alphabet makes the whole text UCS-2, so nearly every Japanese text is.

All functions measure on one scale, the characters of UCS-2: 160 characters of the GSM alphabet that fill one part are
70 units, as much as 70 kanji. So one fee table with one set of ends serves a contract.
"""

from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")
"""Of the extension table: an escape and a character, 2 septets that stay together."""
_GSM = _BASIC | _ESCAPED
_ONE, _EACH = 70, 67
"""Characters of UCS-2 in a text of one part, and in each of several."""
_GSM_ONE, _GSM_EACH = 160, 153
_BMP_ENDS = 0xFFFF


def gsm_alphabet(text: str) -> bool:
    """Whether the whole text can be written in the GSM alphabet. A backtick, though ASCII, can't."""
    return _GSM.issuperset(text)


def room(text: str) -> int:
    """The units of a text as Twilio cuts and bills it (docs, "What is a segment"; its calculator).

    A character of two units that would straddle the end of a part goes into the next one and leaves a unit empty;
    what is left empty is counted, so that the tier is the number of parts.
    """
    if gsm_alphabet(text):
        return _as_ucs2(_packed((2 if char in _ESCAPED else 1 for char in text), _GSM_ONE, _GSM_EACH))
    units = _utf16(text)
    if units == len(text):  # nearly every text: asked for at every key press and for every message of a list
        return units
    return _packed((2 if ord(char) > _BMP_ENDS else 1 for char in text), _ONE, _EACH)


def shift_jis_room(text: str) -> int:
    """The units of a text that is converted to Shift_JIS: a character is 1; in a text of ASCII alone, a half.

    MediaSMS's documentation of `smstext`: 140 bytes, yet 70 characters of any width as soon as one takes two bytes.
    A character outside the BMP counts 2, should a contract ever let it through.
    """
    if text.isascii():
        return (len(text) + 1) // 2
    return _utf16(text)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _packed(widths: Iterable[int], one: int, each: int) -> int:
    """Units up to the end of the text, with those that parts of several leave empty."""
    listed = list(widths)
    end = sum(listed)
    if end <= one or end == len(listed):
        return end
    end = 0
    for width in listed:
        left = each - end % each
        end += width if width <= left else left + width
    return end


def _as_ucs2(septets: int) -> int:
    """The same part, the same share of it, in characters of UCS-2, rounded up."""
    if septets <= _GSM_ONE:
        return -(-septets * _ONE // _GSM_ONE)
    parts, rest = divmod(septets - 1, _GSM_EACH)
    return parts * _EACH + -(-(rest + 1) * _EACH // _GSM_EACH)
