"""How the program looks: Fusion, palettes as data, one style sheet, one font."""

import re
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from dreampower_sms import paths

FAMILY = "BIZ UDPGothic"
FALLBACKS = ("Yu Gothic UI", "Meiryo", "IPAexGothic", "Noto Sans CJK JP")
POINTS = 10.5
ZOOMS = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Theme(StrEnum):
    """The looks that a clerk may choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """All colours of one theme. Text on its ground has a contrast of at least 4.5:1; a test measures it."""

    window: str
    text: str
    base: str
    alternate: str
    button: str
    border: str
    faint: str
    accent: str
    on_accent: str
    header: str
    on_header: str
    good: str
    bad: str
    wait: str
    bad_ground: str
    wait_ground: str
    practice: str
    on_practice: str


THEMES = {
    Theme.LIGHT: Colours(
        window="#f3f5f8", text="#18202b", base="#ffffff", alternate="#f6f8fb", button="#ffffff", border="#c3ccd8",
        faint="#566273", accent="#0b5cad", on_accent="#ffffff", header="#12324f", on_header="#ffffff",
        good="#12703d", bad="#b3261e", wait="#8a4b00", bad_ground="#fdecea", wait_ground="#fff4e0",
        practice="#f2c230", on_practice="#332600",
    ),
    Theme.DARK: Colours(
        window="#171c23", text="#e8edf4", base="#1f262f", alternate="#242c37", button="#2a3441", border="#47556a",
        faint="#a3b0c2", accent="#7cb8f5", on_accent="#0b1a2b", header="#0c131b", on_header="#e8edf4",
        good="#6fd79a", bad="#ff9d94", wait="#f5c16b", bad_ground="#432220", wait_ground="#3d2f16",
        practice="#d9a514", on_practice="#1f1700",
    ),
    Theme.CONTRAST: Colours(
        window="#000000", text="#ffffff", base="#000000", alternate="#141414", button="#000000", border="#ffffff",
        faint="#e0e0e0", accent="#ffff00", on_accent="#000000", header="#000000", on_header="#ffff00",
        good="#66ff99", bad="#ff8080", wait="#ffd166", bad_ground="#330000", wait_ground="#332400",
        practice="#ffff00", on_practice="#000000",
    ),
}  # fmt: skip


class _Look:
    """What was applied last: lists ask it for the colours of states."""

    colours = THEMES[Theme.LIGHT]


def tone(name: str) -> str:
    """The colour of a state ("good", "bad", "wait", "faint") in the theme in use."""
    return str(getattr(_Look.colours, name))


def load_fonts() -> None:
    """Make the shipped font known, unless Windows has it already."""
    if not QFontDatabase.hasFamily(FAMILY):
        for file in sorted(paths.resource("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))


def apply(application: QApplication, theme: Theme = Theme.LIGHT, zoom: float = 1.0) -> None:
    """Dress the whole program."""
    colours = THEMES[theme]
    _Look.colours = colours
    application.setStyle("Fusion")
    dark = theme is not Theme.LIGHT
    application.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(POINTS * zoom)
    application.setFont(font)
    application.setPalette(palette(colours))
    sheet = paths.resource("styles/app.qss").read_text(encoding="utf-8")
    application.setStyleSheet(_filled(sheet, colours, zoom))


def palette(colours: Colours) -> QPalette:
    """Qt's palette of a theme."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.window), (role.WindowText, colours.text), (role.Base, colours.base),
        (role.AlternateBase, colours.alternate), (role.Text, colours.text), (role.Button, colours.button),
        (role.ButtonText, colours.text), (role.BrightText, colours.bad), (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent), (role.PlaceholderText, colours.faint),
        (role.ToolTipBase, colours.base), (role.ToolTipText, colours.text), (role.Link, colours.accent),
        (role.Mid, colours.border),
    ):  # fmt: skip
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return made


def _filled(sheet: str, colours: Colours, zoom: float) -> str:
    """The style sheet with this theme's colours and sizes. A colour that no theme has is an AttributeError."""
    sheet = _SIZE.sub(lambda size: f"{POINTS * zoom * float(size[1]):.1f}pt", sheet)
    sheet = _LENGTH.sub(lambda length: f"{max(1, round(float(length[1]) * zoom))}px", sheet)
    return _COLOUR.sub(lambda colour: f"{getattr(colours, colour[1])};", sheet)


_SIZE = re.compile(r"@pt\(([0-9.]+)\)")
"""A font size as a factor of the normal one."""
_LENGTH = re.compile(r"@px\(([0-9.]+)\)")
"""A distance that grows with the clerk's zoom."""
_COLOUR = re.compile(r"@([a-z_]+);")
