"""Where words stand in a text, when width, case, kana and signs make no difference: for a search in full text.

`domain.text.search_key` says whether two spellings are the same; this module says, too, which characters of the text
as it is written they are, so that a page can mark them.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dreampower_sms.domain.text import search_key

_VOICE = "\u3099\u309aﾞﾟ゛゜"
_DASH = "-‐‑‒–—―−─━ー〜~ｰ～－"
_CLUSTER = re.compile(rf"[^\W_][{_VOICE}]*[{_DASH}々]*|.", re.DOTALL)
"""Characters that fold together: a letter, the marks that voice it, and what repeats or lengthens it."""
_KERNEL = re.compile("[㐀-鿿々]+|[ァ-ヺー]{2,}|[a-z0-9]{2,}", re.IGNORECASE)
"""What of a Japanese sentence says what it is about: hiragana between such words is grammar."""
_VAGUE = frozenset("知見言行来出入使教思何")
"""Single kanji of a sentence that say nothing of what it is about: 知りたい, 教えて."""
_ENDS_IN_DIGIT = re.compile(r"[0-9]\Z")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as a search compares it, and where each piece of it came from."""

    key: str
    begins: Sequence[int]
    """Where in `key` each piece of the text begins."""
    spans: Sequence[tuple[int, int]]
    """First and last character, the latter not included, of each piece in the text."""

    @classmethod
    def of(cls, text: str) -> "Folded":
        """Fold `text`."""
        key, begins, spans, length = list[str](), list[int](), list[tuple[int, int]](), 0
        for cluster in _CLUSTER.finditer(text):
            if piece := search_key(cluster[0]):
                key.append(piece)
                begins.append(length)
                spans.append(cluster.span())
                length += len(piece)
        return cls("".join(key), begins, spans)

    def find(self, word: str) -> Iterator[tuple[int, int]]:
        """Places in the text where `word`, itself a search key, stands."""
        for at in places(word, self.key):
            first, last = (bisect_right(self.begins, end) - 1 for end in (at, at + len(word) - 1))
            yield self.spans[first][0], self.spans[last][1]


def words_of(question: str) -> Sequence[str]:
    """The words of a question as search keys, each once; what is only signs is no word."""
    return tuple(dict.fromkeys(filter(None, map(search_key, question.split()))))


def kernels_of(question: str) -> Sequence[Sequence[str]]:
    """The words in a question that is a sentence, as search keys: all of them, then those that are no single kanji."""
    kernels = _KERNEL.findall(unicodedata.normalize("NFKC", question))
    found = tuple(dict.fromkeys(search_key(word) for word in kernels if word not in _VAGUE))
    long = tuple(word for word in found if len(word) > 1)
    return [words for words in (found, long) if words]


def places(word: str, key: str) -> Iterator[int]:
    """Where `word` stands in `key`. A figure is not the beginning of a longer one: F1 is not found in F12."""
    whole = bool(_ENDS_IN_DIGIT.search(word))
    at = key.find(word)
    while at >= 0:
        if not (whole and key[at + len(word) : at + len(word) + 1].isdigit()):
            yield at
        at = key.find(word, at + len(word))


def hits(text: str, words: Sequence[str]) -> Sequence[tuple[int, int]]:
    """Where any of `words` stands in `text`, in order; what overlaps is one place."""
    folded = Folded.of(text)
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(span for word in words for span in folded.find(word)):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
