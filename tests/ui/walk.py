"""Walks over every widget of a screen: has it a name for a screen reader, is all of its text to be seen?

assert_accessible(window)
assert_not_clipped(window)      # at 1366×768, and again with `style.apply(app, zoom=1.5)`
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from dreampower_sms.ui.bar import Slot
from dreampower_sms.ui.fitting import TightButton
from dreampower_sms.ui.forms import Tail

_SLACK = 1
"""Pixels that rounding may take."""
_BUTTON_EDGES = 4
"""Pixels that a button needs beside its text at least."""
_SORT_ARROW = 4
"""Pixels that a header needs beside its text at least."""


def settle() -> None:
    """Let layouts that were asked for be made."""
    for _ in range(5):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def assert_accessible(widget: QWidget) -> None:
    """Each widget that can have the focus, `widget` included, has a name that a screen reader reads, and no label has a
    name that hides its text.
    """
    nameless = [_path(each) for each in (widget, *_inner(widget)) if _takes_focus(each) and not _name(each)]
    assert not nameless, "no accessible name:\n" + "\n".join(nameless)
    hidden = [f"{_path(each)}: {each.text()!r}" for each in widget.findChildren(QLabel) if not _read_aloud(each)]
    assert not hidden, "a screen reader has the name of the label and not its text:\n" + "\n".join(hidden)


def assert_not_clipped(widget: QWidget) -> None:
    """No label, button, tick box, choice, tab or header of what is visible has more text than room."""
    settle()
    cut = [f"{_path(each)}: {said}" for each in (widget, *_inner(widget)) if each.isVisible() and (said := _cut(each))]
    assert not cut, "text is cut:\n" + "\n".join(cut)


def _inner(widget: QWidget) -> Iterator[QWidget]:
    """All widgets below, without those that Qt makes for its own use."""
    found = widget.findChildren(QWidget)
    return (each for each in found if isinstance(each, QTabBar) or not each.objectName().startswith("qt_"))


def _takes_focus(widget: QWidget) -> bool:
    if isinstance(widget, (QScrollBar, QHeaderView)) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return False
    return not (isinstance(parent, QComboBox) or (parent is not None and parent.inherits("QComboBoxPrivateContainer")))


def _name(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):  # whose name on Linux, and only there, is what is chosen
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else widget.accessibleName()


def _read_aloud(label: QLabel) -> bool:
    """Qt reads the accessible name of a label in place of its text."""
    return not label.accessibleName() or label.text() in f"{label.accessibleName()} {label.accessibleDescription()}"


def _cut(widget: QWidget) -> str:
    """What is wrong, "" when all of the text is seen."""
    said = ""
    match widget:
        case Slot():
            said = "" if widget.is_readable() else f"{widget.label!r} in {widget.width()}"
        case Tail():
            pass  # cut by design: the tooltip has all of it
        case QLabel():
            said = _cut_label(widget)
        case TightButton():
            said = "" if widget.is_readable() else f"{widget.text()!r} in {widget.width()}"
        case QPushButton():
            said = _narrow(widget.text(), widget, widget.width() - _BUTTON_EDGES)
        case QCheckBox() | QRadioButton():
            said = "" if widget.sizeHint().width() <= widget.width() + _SLACK else f"{widget.text()!r}"
        case QComboBox():
            said = _cut_choice(widget)
        case QTabBar():
            said = _cut_tabs(widget)
        case QHeaderView():
            said = _cut_header(widget)
        case _:
            pass
    return said


def _cut_label(label: QLabel) -> str:
    if not label.text().strip():
        return ""
    if label.wordWrap():
        wanted, got = label.heightForWidth(label.width()), label.height()
        return "" if wanted <= got + _SLACK else f"{label.text()!r} needs {wanted} pixels of height and has {got}"
    wanted, got = label.sizeHint(), label.size()
    if wanted.width() <= got.width() + _SLACK and wanted.height() <= got.height() + _SLACK:
        return ""
    return f"{label.text()!r} needs {wanted.width()}×{wanted.height()} and has {got.width()}×{got.height()}"


def _cut_choice(choice: QComboBox) -> str:
    option = QStyleOptionComboBox()
    option.initFrom(choice)
    option.editable = choice.isEditable()
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, choice)
    return _narrow(choice.currentText(), choice, room.width())


def _cut_tabs(tabs: QTabBar) -> str:
    last = tabs.tabRect(tabs.count() - 1).right()
    if last > tabs.width() + _SLACK:
        return f"tabs end at {last} of {tabs.width()}"
    said = (_narrow(tabs.tabText(tab), tabs, tabs.tabRect(tab).width()) for tab in range(tabs.count()))
    return "; ".join(filter(None, said))


def _cut_header(header: QHeaderView) -> str:
    model = header.model()
    if header.orientation() != Qt.Orientation.Horizontal or model is None:
        return ""
    said: list[str] = []
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if not header.isSectionHidden(section):
            said.append(_narrow(text, header, header.sectionSize(section) - _SORT_ARROW))
    return "; ".join(filter(None, said))


def _narrow(text: str, widget: QWidget, room: int) -> str:
    shown = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    wanted = max((widget.fontMetrics().horizontalAdvance(line) for line in shown.split("\n")), default=0)
    return "" if wanted <= room + _SLACK else f"{text!r} needs {wanted} pixels and has {room}"


def _path(widget: QWidget) -> str:
    """Where a widget stands, for a person who has to find it."""
    names: list[str] = []
    each: QWidget | None = widget
    while each is not None:
        names.append(each.objectName() or type(each).__name__)
        each = each.parentWidget()
    return " < ".join(names[:5])
