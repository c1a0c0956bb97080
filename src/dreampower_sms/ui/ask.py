"""Questions: はい(Y) / いいえ(N), and 保存 / 破棄 / 戻る for unsaved work. The answer comes as a call."""

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


def yes_no(parent: QWidget, title: str, text: str, yes: Callable[[], None], *, default_yes: bool = True) -> QMessageBox:
    """Ask, and call `yes` when the clerk agrees. Y and N answer as well as Enter and Esc."""
    box = _box(parent, title, text)
    agree = box.addButton("はい(&Y)", QMessageBox.ButtonRole.YesRole)
    refuse = box.addButton("いいえ(&N)", QMessageBox.ButtonRole.NoRole)
    box.setDefaultButton(agree if default_yes else refuse)
    box.setEscapeButton(refuse)
    box.buttonClicked.connect(lambda clicked: yes() if clicked is agree else None)
    box.open()
    return box


def save_discard_back(
    parent: QWidget, what: str, save: Callable[[], None], discard: Callable[[], None], back: Callable[[], None]
) -> QMessageBox:
    """Ask what becomes of unsaved work; Esc goes back and loses nothing."""
    box = _box(parent, "保存していません", f"{what}を保存していません。どうしますか？")
    buttons = {
        box.addButton("保存(&S)", QMessageBox.ButtonRole.AcceptRole): save,
        box.addButton("破棄(&D)", QMessageBox.ButtonRole.DestructiveRole): discard,
        box.addButton("戻る(Esc)", QMessageBox.ButtonRole.RejectRole): back,
    }
    keep, _, stay = buttons
    box.setDefaultButton(keep)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda clicked: buttons[clicked]())
    box.open()
    return box


def notice(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Tell something that needs a key press to go on."""
    box = _box(parent, title, text)
    box.addButton("OK", QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return box


def _box(parent: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    box.setText(text)
    box.setAccessibleDescription(text)
    box.finished.connect(box.deleteLater)
    box.finished.connect(parent.window().activateWindow)
    return box
