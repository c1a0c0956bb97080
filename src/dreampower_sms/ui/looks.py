"""How large and in which colours this PC shows the program: Ctrl and + or −, and F3 of the menu.

What was worn last is kept on the PC too, so that the first paint, before the database is open, looks as the clerk left
it. Whose look it is, and that it follows them to another PC, is the business of `ui.look_keeper`.
"""

from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from dreampower_sms.ui import style
from dreampower_sms.ui.style import Theme, Zoom

NAMES = {Theme.LIGHT: "明るい", Theme.DARK: "暗い", Theme.CONTRAST: "ハイコントラスト"}


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody chose. "" and 0.0: nothing yet; then colours follow the system, and the size is the normal one."""

    theme: str = ""
    zoom: Zoom = 0.0


class Looks(QObject):
    """Dresses the program and remembers it on this PC."""

    chosen = Signal()
    """The clerk chose another look: it waits in `take_choices`."""
    said = Signal(str)
    """What it is now, for the message line."""

    def __init__(self, application: QApplication, settings: QSettings) -> None:
        super().__init__(application)
        self._application, self._settings = application, settings
        self._system = style.system_theme(application.styleHints())
        self._choices: dict[str, object] = {}
        self.look = Look(str(settings.value("theme", "", type=str)), _number(settings.value("zoom", 0.0)))
        self._worn: tuple[Theme, Zoom] | None = None
        self._dress()

    @property
    def theme(self) -> Theme:
        """The colours that are worn."""
        return Theme(self.look.theme) if self.look.theme in set(Theme) else self._system

    @property
    def zoom(self) -> Zoom:
        """The size that is worn, 1.0 the normal one. One that no key leads to, from another version, is the nearest."""
        wanted = self.look.zoom if self.look.zoom > 0 else 1.0  # not a number is not above 0 either
        return min(style.ZOOMS, key=lambda zoom: abs(zoom - wanted))

    def listen(self, window: QWidget) -> None:
        """Hear the keys of `window`."""
        for keys, act in (
            ("Ctrl++", self.larger),
            ("Ctrl+;", self.larger),  # the same key of a Japanese keyboard, and of an American one, without Shift
            ("Ctrl+=", self.larger),
            ("Ctrl+-", self.smaller),
            ("Ctrl+0", self.normal),
        ):
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.activated.connect(act)

    def wear(self, look: Look) -> None:
        """Look as somebody chose before: they sit down at this PC."""
        self.look = look
        self._dress()

    def take_choices(self) -> dict[str, object]:
        """Fields of `Look` that the clerk chose since this was asked last, by name."""
        choices, self._choices = self._choices, {}
        return choices

    def next_theme(self) -> None:
        """Light, dark, high contrast, and round again."""
        themes = list(Theme)
        theme = themes[(themes.index(self.theme) + 1) % len(themes)]
        self._choose("theme", theme.value)
        self.said.emit(f"配色：{NAMES[theme]}")

    def larger(self) -> None:
        """The next larger size, as far as there is one."""
        self._resize(next((zoom for zoom in style.ZOOMS if zoom > self.zoom), self.zoom))

    def smaller(self) -> None:
        """The next smaller size, as far as there is one."""
        self._resize(next((zoom for zoom in reversed(style.ZOOMS) if zoom < self.zoom), self.zoom))

    def normal(self) -> None:
        """100 %."""
        self._resize(1.0)

    def _resize(self, zoom: Zoom) -> None:
        self._choose("zoom", zoom)
        self.said.emit(f"文字の大きさ：{zoom:.0%}")

    def _choose(self, name: str, value: object) -> None:
        self.look = replace(self.look, **{name: value})
        self._choices[name] = value
        self._dress()
        self.chosen.emit()

    def _dress(self) -> None:
        """Dressing takes a tenth of a second and more, so only where it changes something."""
        if self._worn != (worn := (self.theme, self.zoom)):
            self._worn = worn
            style.apply(self._application, *worn)
        for name, value in asdict(self.look).items():
            if value:
                self._settings.setValue(name, value)
            else:
                self._settings.remove(name)


def _number(stored: object) -> Zoom:
    """A zoom as the file of settings has it, 0.0 when it has none that is a number."""
    try:
        return float(str(stored))
    except ValueError:
        return 0.0
