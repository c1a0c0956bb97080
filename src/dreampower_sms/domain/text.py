"""Keys for searching: what two spellings of the same thing have in common. Never for what is stored or sent.

`search_key` serves names, addresses, models and plates: width, case, kana, spaces, signs and the old forms of
kanji in names make no difference, so that ﾔﾏｻﾞｷ finds やまざき, 高橋 finds 髙橋 and 12-34 finds １２３４.
`kana_key` keeps only what is spoken, for readings and kana order.

Small kana count as large ones: customer files of the 1990s hold readings like ｼﾕﾝｲﾁ, from systems that had no
small kana. A dash after kana is taken for the long-vowel mark; elsewhere both are signs and are dropped. A key
may be empty (the text was only signs): such a key finds nothing and must not be used as a condition.
"""

import re
import unicodedata

_OLD_FORMS = (
    "髙﨑嵜碕𠮷濵濱邊邉齋齊澤廣國眞惠龍櫻嶋嶌冨德榮瀨瀧藏圓應與壽實條學會萬禮靜彌淺豐"
    "鐵關黑曾增橫淸縣莊鷗桒舘槗𣘺栁杤巖寬顯郞祿敎綠內步每戶廐薗檜"
)
_COMMON_FORMS = (
    "高崎崎崎吉浜浜辺辺斎斉沢広国真恵竜桜島島富徳栄瀬滝蔵円応与寿実条学会万礼静弥浅豊"
    "鉄関黒曽増横清県荘鴎桑館橋橋柳栃巌寛顕郎禄教緑内歩毎戸厩園桧"
)
NAME_FORMS = dict(zip(_OLD_FORMS, _COMMON_FORMS, strict=True))
"""Forms of kanji that people have in their names, and the common form beside each."""

_SAME_SOUND = {"斎": "斉"}
"""Heard on the telephone, サイトウ is any of 斉 斎 齋 齊."""
_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_HIRAGANA = {chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)}
_FOLD = str.maketrans(
    {hiragana: _SMALL.get(katakana, katakana) for hiragana, katakana in _HIRAGANA.items()}
    | _SMALL
    | {old: _SAME_SOUND.get(common, common) for old, common in NAME_FORMS.items()}
    | _SAME_SOUND,
)
_VOICED = str.maketrans("゛゜", "\u3099\u309a")
_DASHES = re.compile(r"([ァ-ヺ]?)[-‐‑‒–—―−─━ー〜~]+")
_SIGNS = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(\w)々")
_NO_DIGITS = re.compile("[^0-9]+")
_UNSPOKEN = re.compile(r"[^ァ-ヺーa-z0-9]+")


def search_key(text: str) -> str:
    """Fold the text to what a search compares: letters and digits only, in one width, case and kana."""
    if text.isascii():
        return _SIGNS.sub("", text).lower()
    repeats = "々" in text
    while (key := _fold(text)) != text:
        if not repeats and unicodedata.is_normalized("NFKC", key) and key.casefold() == key:
            return key
        text = key  # dropping a sign brought together what then composes: か ゛
    return key


def kana_key(text: str) -> str:
    """Fold a reading to large katakana, a–z and digits; kanji and signs are dropped."""
    return _UNSPOKEN.sub("", search_key(text))


def digits(text: str) -> str:
    """Keep only the decimal digits, in ASCII: for the last digits of a telephone number."""
    if text.isascii():
        return _NO_DIGITS.sub("", text)
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_VOICED)).casefold().translate(_FOLD)
    dashed = _DASHES.sub(lambda found: f"{found[1]}ー" if found[1] else "", folded)
    return _REPEATED.sub(r"\1\1", _SIGNS.sub("", dashed))
