"""Colours and size of a PC: what the system says, what was chosen, and a file of settings that nobody can trust."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from dreampower_sms.ui import style
from dreampower_sms.ui.looks import Look, Looks
from dreampower_sms.ui.style import THEMES, ZOOMS, Theme
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import CTRL, press


@pytest.fixture
def looks(qapp: QApplication, settings: QSettings) -> Looks:
    return Looks(qapp, settings)


@pytest.mark.parametrize(
    ("scheme", "contrast", "theme"),
    [
        (Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference, Theme.LIGHT),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.NoPreference, Theme.LIGHT),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, Theme.DARK),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, Theme.CONTRAST),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.HighContrast, Theme.CONTRAST),
    ],
)
def test_who_chose_nothing_sees_what_the_system_says(
    scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, theme: Theme
) -> None:
    assert style.preferred(scheme, contrast) is theme


def test_the_real_system_is_asked_and_not_what_the_program_set(qapp: QApplication) -> None:
    style.apply(qapp, Theme.DARK)
    assert style.system_theme(qapp.styleHints()) is Theme.LIGHT  # of the platform that the tests run on


def test_what_was_chosen_is_there_at_the_next_start(looks: Looks, qapp: QApplication, settings: QSettings) -> None:
    assert not settings.contains("theme")
    assert not settings.contains("zoom")
    looks.next_theme()
    looks.larger()
    again = Looks(qapp, settings)
    assert (again.theme, again.zoom) == (Theme.DARK, 1.1)
    assert style.colours() == THEMES[Theme.DARK]


def test_a_size_alone_leaves_the_colours_to_the_system(looks: Looks, settings: QSettings) -> None:
    looks.larger()
    assert looks.take_choices() == {"zoom": 1.1}
    assert looks.take_choices() == {}
    assert not settings.contains("theme")


def test_sizes_end_at_the_smallest_and_the_largest(looks: Looks) -> None:
    for _ in range(len(ZOOMS) + 2):
        looks.larger()
    assert looks.zoom == ZOOMS[-1]
    for _ in range(len(ZOOMS) + 2):
        looks.smaller()
    assert looks.zoom == ZOOMS[0]
    looks.normal()
    assert looks.zoom == 1.0


@pytest.mark.parametrize(("theme", "zoom"), [("sepia", "gross"), ("", ""), ("sepia", "nan")])
def test_a_broken_file_does_not_keep_the_program_shut(
    qapp: QApplication, settings: QSettings, theme: str, zoom: str
) -> None:
    settings.setValue("theme", theme)
    settings.setValue("zoom", zoom)
    looks = Looks(qapp, settings)
    assert (looks.theme, looks.zoom) == (Theme.LIGHT, 1.0)


def test_a_size_of_another_version_is_the_nearest_one(looks: Looks) -> None:
    looks.wear(Look("dark", 3.0))
    assert looks.zoom == 2.0


@pytest.mark.parametrize(
    ("key", "zoom"),
    [(Qt.Key.Key_Plus, 1.1), (Qt.Key.Key_Semicolon, 1.1), (Qt.Key.Key_Equal, 1.1), (Qt.Key.Key_Minus, 0.9)],
)
def test_the_keys_of_the_size_work_and_say_so(window: MainWindow, looks: Looks, key: Qt.Key, zoom: float) -> None:
    looks.listen(window)
    looks.said.connect(window.line.say)
    press(key, CTRL)
    assert looks.zoom == zoom
    assert window.line.text() == f"文字の大きさ：{zoom:.0%}"
    press(Qt.Key.Key_0, CTRL)
    assert looks.zoom == 1.0
