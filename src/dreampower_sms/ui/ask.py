"""Questions: はい(Y) / いいえ(N), and 保存 / 破棄 / 戻る for unsaved work. The answer comes as a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from dreampower_sms.ui.forms import Button


@dataclass(frozen=True, slots=True)
class Answer:
    """One button of a question."""

    label: str
    role: QMessageBox.ButtonRole
    then: Callable[[], None] | None = None
    """Called when it is chosen; None: nothing happens."""
    default: bool = False
    """Chosen by Enter."""
    escape: bool = False
    """Chosen by Esc, and by closing the question."""


class Question(QMessageBox):
    """One question over the window, which waits for its answer while jobs go on."""

    def __init__(self, parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setWindowTitle(title)
        self.setText(text)
        self.setAccessibleDescription(text)
        self._answers: dict[QAbstractButton, Answer] = {}
        for answer in answers:
            button = Button(answer.label, "primary" if answer.default else "")
            self.addButton(button, answer.role)
            self._answers[button] = answer
            self._settle(button, answer)
        self.finished.connect(self._finish)

    def _settle(self, button: Button, answer: Answer) -> None:
        if answer.default:
            self.setDefaultButton(button)
        if answer.escape:
            self.setEscapeButton(button)

    def _finish(self) -> None:
        chosen = self.clickedButton()
        self.deleteLater()
        parent = self.parentWidget()
        if parent is not None:
            parent.window().activateWindow()
        # A question that was closed by the window's own button has none: Qt names it after `finished`.
        answer = self._answers.get(chosen or self.escapeButton())
        if answer is not None and answer.then is not None:
            answer.then()


def yes_no(
    parent: QWidget,
    title: str,
    text: str,
    yes: Callable[[], None],
    *,
    no: Callable[[], None] | None = None,
    default_yes: bool = True,
) -> QMessageBox:
    """Ask, and call `yes` when the clerk agrees, else `no`. Y and N answer as well as Enter and Esc."""
    return _asked(
        parent,
        title,
        text,
        Answer("はい(&Y)", QMessageBox.ButtonRole.YesRole, yes, default=default_yes),
        Answer("いいえ(&N)", QMessageBox.ButtonRole.NoRole, no, default=not default_yes, escape=True),
    )


def save_discard_back(
    parent: QWidget,
    what: str,
    save: Callable[[], None],
    discard: Callable[[], None],
    back: Callable[[], None] | None = None,
) -> QMessageBox:
    """Ask what becomes of unsaved work; Esc goes back and loses nothing."""
    return _asked(
        parent,
        "保存していません",
        f"{what}を保存していません。どうしますか？",
        Answer("保存(&S)", QMessageBox.ButtonRole.AcceptRole, save, default=True),
        Answer("破棄(&D)", QMessageBox.ButtonRole.DestructiveRole, discard),
        Answer("戻る(Esc)", QMessageBox.ButtonRole.RejectRole, back, escape=True),
    )


def notice(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Tell something that needs a key press to go on."""
    return _asked(parent, title, text, Answer("OK", QMessageBox.ButtonRole.AcceptRole, default=True, escape=True))


def _asked(parent: QWidget, title: str, text: str, *answers: Answer) -> QMessageBox:
    box = Question(parent, title, text, answers)
    box.open()
    return box
