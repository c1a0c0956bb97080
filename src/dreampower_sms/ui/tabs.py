"""A screen of tabs: each tab has its own table of F-keys, and its own methods that they run.

    class ExampleTab(Tab):
        mode, title = "example", "例"
        keys: ClassVar[Page] = {6: Key("CSV", "export", "why_not_export", help="一覧を書き出します。")}

        def export(self) -> None: ...
        def why_not_export(self) -> str: ...

    class Screens(TabbedScreen):
        keys, page_names = key_pages(COMMON, FirstTab, ExampleTab)     # COMMON: the screen's own, on every tab

A key of a tab runs a method of that tab, a key in COMMON one of the screen. A tab may put its own over a common one.
"""

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.keys import Key, Page, Screen, check_keys
from dreampower_sms.ui.ring import Pages


class Tab(QWidget):
    """One tab. Subclasses set `mode` ("" for the first), `title` and `keys`."""

    mode: ClassVar[str] = ""
    title: ClassVar[str] = ""
    keys: ClassVar[Page] = {}

    hears_hidden: ClassVar[bool] = False
    """Whether it is told of changes also while another tab is shown; else when it is shown next."""

    changed = Signal()
    """What the keys can do may be different now."""
    message = Signal(str, str)
    """Text and severity for the message line."""

    host: Screen
    """Set when the tab is added."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a table that names no method."""
        super().__init_subclass__(**kwargs)
        check_keys(cls, cls.keys)

    def say(self, text: str, severity: str = "info") -> None:
        """Show a sentence in the message line."""
        self.message.emit(text, severity)

    def heard(self, topic: object) -> None:
        """Something of this topic was written, here or on another PC."""

    def entered(self) -> None:
        """The tab became the visible one."""

    def first_field(self) -> QWidget | None:
        """What gets the focus when the tab is shown first."""
        return None


def key_pages(common: Page, *tabs: type[Tab]) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The tables of a screen of these tabs, and their names."""
    return tuple({**common, **tab.keys} for tab in tabs), tuple(tab.mode for tab in tabs)


class TabbedScreen(Screen):
    """A screen whose keys are those of the visible tab."""

    tab_types: ClassVar[tuple[type[Tab], ...]] = ()
    """In their order; `keys` and `page_names` come from them by `key_pages`."""

    def __init__(self) -> None:
        super().__init__()
        self._unheard: dict[Tab, dict[object, None]] = {}
        self.tabs = Pages(f"{self.title}の種類", self)
        self.tabs.currentChanged.connect(self._turned)

    def add_tab(self, tab: Tab) -> None:
        """The next of `tab_types`."""
        tab.host = self
        self.tabs.addTab(tab, tab.title)
        tab.changed.connect(self.changed)
        tab.message.connect(self.message)

    def target(self, key: Key) -> object:
        tab = self.tabs.currentWidget()
        return tab if isinstance(tab, Tab) and key in tab.keys.values() else self

    @classmethod
    def check_tables(cls) -> None:
        for tab, page in zip(cls.tab_types, cls.keys, strict=True):
            check_keys(cls, {number: key for number, key in page.items() if number not in tab.keys})

    def tell(self, topic: object) -> None:
        """Pass a topic on: at once to the visible tab, to the others when they are shown."""
        for tab in self.all_tabs():
            if tab is self.tabs.currentWidget() or tab.hears_hidden:
                tab.heard(topic)
            else:
                self._unheard.setdefault(tab, {})[topic] = None

    def all_tabs(self) -> list[Tab]:
        """Every tab, in order."""
        return [tab for at in range(self.tabs.count()) if isinstance(tab := self.tabs.widget(at), Tab)]

    def first_field(self) -> QWidget | None:
        tab = self.tabs.currentWidget()
        return tab.first_field() if isinstance(tab, Tab) else None

    def _turned(self, index: int) -> None:
        tab = self.tabs.widget(index)
        if isinstance(tab, Tab):
            self.show_mode(tab.mode)
            tab.entered()
            for topic in self._unheard.pop(tab, ()):
                tab.heard(topic)
