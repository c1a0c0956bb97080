"""メニュー: the first screen. Big buttons, one key each."""

from PySide6.QtCore import Signal

from dreampower_sms.ui.keys import HELP, Key
from dreampower_sms.ui.numbered import NumberedScreen


class MenuScreen(NumberedScreen):
    """Buttons for the screens that this program has."""

    id, title = "menu", "メニュー"
    keys = (
        {
            1: HELP,
            2: Key("担当者", "ask_clerk", help="このパソコンを使う担当者を選びます。"),
            3: Key("配色", "turn_theme", help="明るい・暗い・高コントラストの配色を切り替えます。"),
            12: Key("終了", "go_back", help="DREAMPOWER SMS を終了します。"),
        },
    )
    clerk_asked = Signal()
    theme_asked = Signal()

    def escape(self) -> None:
        """Esc does not end the program: nobody ends their day by mistake."""

    def ask_clerk(self) -> None:
        """F2: another clerk sits down."""
        self.clerk_asked.emit()

    def turn_theme(self) -> None:
        """F3: light, dark, high contrast."""
        self.theme_asked.emit()
