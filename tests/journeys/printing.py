"""From F7 to a PDF by keys, and what it says."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.print_preview import PrintPreviewScreen
from tests.journeys import acts
from tests.ui.papers import flat, read_back

Key = Qt.Key


def preview(player: Player) -> PrintPreviewScreen:
    """The open 印刷プレビュー, with its pages."""
    player.see("the preview", lambda: player.on(PrintPreviewScreen))
    screen = player.program.window.screen
    assert isinstance(screen, PrintPreviewScreen)
    player.see("its pages", lambda: not screen.why_not_yet())
    return screen


def save_pdf(player: Player, path: Path) -> None:
    """F6, and the path into the dialog."""
    window = player.program.window
    player.press(Key.Key_F6)
    player.see("where to", lambda: any(d.isVisible() for d in window.findChildren(QFileDialog)))
    asked = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    name = asked.findChild(QLineEdit)
    assert name is not None
    name.selectAll()
    QTest.keyClicks(name, str(path))
    QTest.keyClick(name, Key.Key_Return)


def printed(player: Player, path: Path) -> tuple[int, str]:
    """F7, a PDF of what is shown, and back: the number of pages, and all that it says without spaces."""
    screen = player.program.window.screen
    player.press(Key.Key_F7)
    count = len(preview(player).view.pages)
    save_pdf(player, path)
    player.see("the file", lambda: "保存しました" in acts.said(player))
    made = path.read_bytes()
    assert b"/FontFile2" in made or b"/FontFile3" in made
    player.press(Key.Key_F12)
    player.see("where one came from", lambda: player.program.window.screen is screen)
    return count, flat(read_back(made))
