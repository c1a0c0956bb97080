"""Opens the help, the key sheet and their pages for the printer: files, there also when the database isn't."""

from PySide6.QtCore import QObject

from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.keysheet import HELP_PAGES, key_tables
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen
from dreampower_sms.ui.screens.print_preview import PrintPreviewScreen
from dreampower_sms.ui.window import MainWindow

NO_FEES = "<p>料金表は、データベースを開くと出ます。</p>"


class HelpDesk(QObject):
    """What F1 and Ctrl+/ lead to, on any screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.fees = NO_FEES
        """The fee table of the contract in use, for 注意事項."""

    def open(self, screen: Screen) -> None:
        """Show a screen, of the help or any other, with F1 and Ctrl+/ at work on it."""
        screen.help_asked.connect(self.open_help)
        screen.keys_asked.connect(self.open_keys)
        screen.paper_asked.connect(self._show_paper)
        self._window.open(screen)

    def open_help(self, page: str) -> None:
        """F1."""
        self.open(HelpScreen(page, HELP_PAGES, self.fees))

    def open_keys(self, screen_id: str) -> None:
        """Ctrl+/."""
        self.open(KeySheetScreen(screen_id, key_tables()))

    def open_paper(self, document: Document) -> None:
        """印刷プレビュー."""
        self.open(PrintPreviewScreen(document, self._window.jobs, self._window.settings))

    def _show_paper(self, document: Document) -> None:
        """What a screen has read for the printer, unless the clerk has gone on to another one meanwhile."""
        if self.sender() is self._window.screen:
            self.open_paper(document)
