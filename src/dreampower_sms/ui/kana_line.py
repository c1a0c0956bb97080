"""A name that tells how it was typed: the kana before the conversion become a proposal for フリガナ."""

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QInputMethodEvent

from dreampower_sms.ui.forms import Line

_READING = re.compile("[ぁ-ゖァ-ヺー・ 　a-zA-Zａ-ｚＡ-Ｚ]+")
_KANA = re.compile("[ぁ-ゖァ-ヺー・ 　]+")
_WIDE = {code: code + 0x60 for code in range(0x3041, 0x3097)}


class NameLine(Line):
    """Watches what the input method composes. Letters typed as rōmaji on the way (ｔかはし) don't disturb it."""

    read = Signal(str)
    """The reading of everything that was typed so far, in katakana."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name, hint)
        self._composed = ""
        self._reading = ""
        self.textEdited.connect(self._edited)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        composing, committed = event.preeditString(), event.commitString()
        if committed:
            self._add(committed)
        elif not composing:
            self._composed = ""
        elif _READING.fullmatch(composing):
            self._composed = composing
        super().inputMethodEvent(event)

    def _add(self, committed: str) -> None:
        """What is committed as kana reads as it stands; kanji read as what was composed before they were chosen."""
        typed = committed if _KANA.fullmatch(committed) else self._composed
        self._composed = ""
        kana = "".join(_KANA.findall(typed)).translate(_WIDE).replace("　", " ")
        if not self.text():
            self._reading = ""
        self._reading += kana
        if kana:
            self.read.emit(self._reading.strip())

    def _edited(self, text: str) -> None:
        if not text:
            self._reading = ""
