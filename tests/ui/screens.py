"""Small screens to try the kit on."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.ui.forms import Area, Choice, Line
from dreampower_sms.ui.keys import CLOSE, HELP, TURN, Key, Screen

EMPTY = "メッセージが空です。"


class TwoPages(Screen):
    """Every kind of key, on two pages, and a field of each kind."""

    id, title = "two_pages", "二頁"
    keys = (
        {
            1: HELP,
            2: TURN,
            4: Key("配信停止", "stop"),
            9: Key("送信", "send", blocked="why_not_send", manual=True),
            10: Key("保存", "keep"),
            12: CLOSE,
        },
        {2: TURN, 11: Key("ボタンカスタム", "customise", manual=True), 12: CLOSE},
    )

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.line = Line("名前")
        self.choice = Choice("目的")
        self.choice.addItems(["定例", "緊急"])
        self.body = Area("メッセージ")
        self.body.textChanged.connect(self.changed)
        column = QVBoxLayout(self)
        for widget in (self.line, self.choice, self.body):
            column.addWidget(widget)

    def first_field(self) -> QWidget:
        return self.line

    def send(self) -> None:
        self.done.append("send")

    def why_not_send(self) -> str:
        return "" if self.body.toPlainText() else EMPTY

    def stop(self) -> None:
        self.done.append("stop")

    def keep(self) -> None:
        self.done.append("keep")

    def customise(self) -> None:
        self.done.append("customise")


class Plain(Screen):
    """A screen with one field and work that may be unsaved."""

    id, title = "plain", "一枚"
    keys = ({12: CLOSE},)

    def __init__(self, work: str = "") -> None:
        super().__init__()
        self.work, self.saved, self.saves_well = work, 0, True
        self.visits = 0
        self.gone = False
        self.step = ""
        self.field = Line("検索")
        QVBoxLayout(self).addWidget(self.field)

    def first_field(self) -> QWidget:
        return self.field

    def entered(self) -> None:
        self.visits += 1

    def unsaved(self) -> str:
        return self.work

    def save_unsaved(self) -> bool:
        if self.saves_well:
            self.saved += 1
            self.work = ""
        return self.saves_well

    def undo(self) -> str:
        step, self.step = self.step, ""
        return step

    def left(self) -> None:
        self.gone = True
