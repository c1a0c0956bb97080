"""How the program looks: Fusion, palettes as data, one style sheet, one font."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from PySide6.QtCore import QDir, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from dreampower_sms import paths

FAMILY = "BIZ UDPGothic"
FALLBACKS = ("Yu Gothic UI", "Meiryo", "IPAexGothic", "Noto Sans CJK JP")
POINTS = 10.5
LEADING = 1.4
"""From line to line, in heights of the font: BIZ UDPGothic has no space of its own between lines."""
Zoom = float
"""Size of everything that is read: 1.0 is the normal one."""
ZOOMS: tuple[Zoom, ...] = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


PAGE_SHEET = (
    f"p, li, td, th {{ line-height: {LEADING * 100:.0f}%; }}"
    " table { margin-top: 6px; margin-bottom: 6px; } h2 { margin-top: 20px; }"
)
"""For pages in HTML: help and details."""


class Theme(StrEnum):
    """The looks that a clerk may choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """All colours of one theme. Text on its ground has a contrast of at least 4.5:1, the edge of a control and the ring
    of the focus at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); a test measures it.
    """

    window: str
    text: str
    base: str
    alternate: str
    button: str
    border: str
    """Parts places from each other: says nothing, so it may be quiet."""
    edge: str
    """Shows where a field or button is."""
    faint: str
    accent: str
    on_accent: str
    header: str
    on_header: str
    header_faint: str
    """Text on the header and on the bar that stands back."""
    slot_off: str
    """A key of the bar that can't be used now."""
    good: str
    bad: str
    wait: str
    bad_ground: str
    wait_ground: str
    practice: str
    on_practice: str


THEMES = {
    Theme.LIGHT: Colours(
        window="#f3f5f8", text="#18202b", base="#ffffff", alternate="#f6f8fb", button="#ffffff", border="#c9d1dc",
        edge="#7f8c9d", faint="#566273", accent="#0b5cad", on_accent="#ffffff", header="#12324f",
        on_header="#ffffff", header_faint="#a6bbd0", slot_off="#1f4263", good="#12703d", bad="#b3261e", wait="#8a4b00",
        bad_ground="#fdecea", wait_ground="#fff4e0", practice="#f2c230", on_practice="#332600",
    ),
    Theme.DARK: Colours(
        window="#171c23", text="#e8edf4", base="#1f262f", alternate="#242c37", button="#2a3441", border="#3a4658",
        edge="#76869c", faint="#a3b0c2", accent="#7cb8f5", on_accent="#0b1a2b", header="#0c131b",
        on_header="#e8edf4", header_faint="#93a3b8", slot_off="#161e28", good="#6fd79a", bad="#ff9d94", wait="#f5c16b",
        bad_ground="#432220", wait_ground="#3d2f16", practice="#d9a514", on_practice="#1f1700",
    ),
    Theme.CONTRAST: Colours(
        window="#000000", text="#ffffff", base="#000000", alternate="#141414", button="#000000", border="#ffffff",
        edge="#ffffff", faint="#e0e0e0", accent="#ffff00", on_accent="#000000", header="#000000",
        on_header="#ffff00", header_faint="#d0d0d0", slot_off="#000000", good="#66ff99", bad="#ff9a9a", wait="#ffd166",
        bad_ground="#330000", wait_ground="#332400", practice="#ffff00", on_practice="#000000",
    ),
}  # fmt: skip


class _Look:
    """What was applied last: what paints itself asks it for colours."""

    colours = THEMES[Theme.LIGHT]
    stroke = 1


def colours() -> Colours:
    """The colours of the theme in use, for widgets that paint themselves."""
    return _Look.colours


def edge_width() -> int:
    """Pixels of the edge of a control in the theme in use, for widgets that paint themselves."""
    return _Look.stroke


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and dress the widget and what is in it anew if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    for each in (widget, *widget.findChildren(QWidget)):
        each.style().unpolish(each)
        each.style().polish(each)


def tone(name: str) -> str:
    """The colour of a state ("good", "bad", "wait", "faint") in the theme in use."""
    return str(getattr(_Look.colours, name))


def airy_html(text: str) -> str:
    """A plain text as markup that draws its lines apart and every character as it is."""
    lines = escape(text).replace("\n", "<br>")
    return f'<p style="margin: 0; line-height: {LEADING * 100:.0f}%; white-space: pre-wrap">{lines}</p>'


def prepare(application: QApplication) -> None:
    """Make the shipped font known, unless Windows has it already, and Qt's own menus and dialogs Japanese."""
    if not QFontDatabase.hasFamily(FAMILY):
        for file in sorted(paths.resource("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
    if application.findChild(QTranslator) is None:
        japanese = QTranslator(application)
        japanese.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        application.installTranslator(japanese)


def system_theme(hints: QStyleHints) -> Theme:
    """What Windows is set to, for somebody who has chosen nothing here yet."""
    hints.unsetColorScheme()  # `apply` sets it, and it is one for all of the process
    return preferred(hints.colorScheme(), hints.accessibility().contrastPreference())


def preferred(scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> Theme:
    """The theme that comes nearest to a system's colours: those of high contrast, light or dark, before all others."""
    if contrast == Qt.ContrastPreference.HighContrast:
        return Theme.CONTRAST
    return Theme.DARK if scheme == Qt.ColorScheme.Dark else Theme.LIGHT


_DRESSED = "dressed"


def apply(application: QApplication, theme: Theme = Theme.LIGHT, zoom: float = 1.0) -> None:
    """Dress the whole program."""
    wanted = THEMES[theme]
    _Look.colours, _Look.stroke = wanted, stroke(theme)
    if not application.property(_DRESSED):  # once: a style that is replaced while widgets come and go ended the program
        application.setStyle("Fusion")
        application.setProperty(_DRESSED, True)
    dark = theme is not Theme.LIGHT
    application.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(POINTS * zoom)
    application.setFont(font)
    application.setPalette(palette(wanted))
    QDir.setSearchPaths("icons", [str(paths.resource("icons"))])
    sheet = paths.resource("styles/app.qss").read_text(encoding="utf-8")
    application.setStyleSheet(filled(sheet, theme, zoom))


def palette(wanted: Colours) -> QPalette:
    """Qt's palette of a theme."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, wanted.window), (role.WindowText, wanted.text), (role.Base, wanted.base),
        (role.AlternateBase, wanted.alternate), (role.Text, wanted.text), (role.Button, wanted.button),
        (role.ButtonText, wanted.text), (role.BrightText, wanted.bad), (role.Highlight, wanted.accent),
        (role.HighlightedText, wanted.on_accent), (role.PlaceholderText, wanted.faint), (role.Accent, wanted.accent),
        (role.ToolTipBase, wanted.base), (role.ToolTipText, wanted.text), (role.Link, wanted.accent),
        (role.LinkVisited, wanted.accent), (role.Mid, wanted.border),
    ):  # fmt: skip
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(wanted.faint))
    return made


def filled(sheet: str, theme: Theme, zoom: float) -> str:
    """The style sheet with this theme's colours and sizes. A colour that no theme has is an AttributeError."""
    sheet = _SIZE.sub(lambda size: f"{POINTS * zoom * float(size[1]):.1f}pt", sheet)
    sheet = _LENGTH.sub(lambda length: f"{round(float(length[1]) * zoom) - int(length[2] or 0)}px", sheet)
    sheet = sheet.replace("@theme.svg", f"{theme}.svg")
    sheet = _WIDTH.sub(lambda width: f"{stroke(theme) + _MORE[width[1]]}px", sheet)
    return _COLOUR.sub(lambda colour: f"{getattr(THEMES[theme], colour[1])};", sheet)


def stroke(theme: Theme) -> int:
    """Pixels of the edge of a control. Who needs high contrast needs an edge that is more than a hair."""
    return 2 if theme is Theme.CONTRAST else 1


_MORE = {"line": 0, "ring": 1, "thick": 2}
"""What a border is wider than the edge of a control: the ring of the focus, and the frame of what is being placed."""
_WIDTH = re.compile(r"@(line|ring|thick)\b")
_SIZE = re.compile(r"@pt\(([0-9.]+)\)")
"""A font size as a factor of the normal one."""
_LENGTH = re.compile(r"@px\(([0-9.]+)(?:-([0-9]))?\)")
"""A distance that grows with the clerk's zoom; "-1" takes off what a thicker border takes in."""
_COLOUR = re.compile(r"@([a-z_]+);")
