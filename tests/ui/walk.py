"""Walks over every widget of a screen: has it a name for a screen reader, is all of its text to be seen?

assert_accessible(window)
assert_not_clipped(window)      # at 1366×768, and again with `style.apply(app, zoom=1.5)`
"""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QTextBrowser,
    QWidget,
)

from dreampower_sms.ui.bar import Slot
from dreampower_sms.ui.fitting import TightButton
from dreampower_sms.ui.forms import Tail
from dreampower_sms.ui.menu_button import MenuButton
from dreampower_sms.ui.place import Place
from dreampower_sms.ui.rows import RowsModel

_SLACK = 1
"""Pixels that rounding may take."""
_BUTTON_EDGES = 4
"""Pixels that a button needs beside its text at least."""
_CURSOR = 4
"""Pixels that a line needs beside its text: Qt keeps two on each side."""


def settle() -> None:
    """Let layouts that were asked for be made."""
    for _ in range(5):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def assert_accessible(widget: QWidget) -> None:
    """Each widget that can have the focus, `widget` included, has a name that a screen reader reads, and no label has a
    name that hides its text.
    """
    nameless = [path(each) for each in (widget, *_inner(widget)) if takes_focus(each) and not _name(each)]
    assert not nameless, "no accessible name:\n" + "\n".join(nameless)
    hidden = [f"{path(each)}: {each.text()!r}" for each in widget.findChildren(QLabel) if not _read_aloud(each)]
    assert not hidden, "a screen reader has the name of the label and not its text:\n" + "\n".join(hidden)


def assert_not_clipped(widget: QWidget) -> None:
    """No label, button, tick box, choice, tab, header, cell, item, example or title of what is visible has more text
    than room, and nothing of it stands beyond the edge of what is around it.
    """
    settle()
    cut = [
        f"{path(each)}: {said}"
        for each in (widget, *_inner(widget))
        if each.isVisible() and (said := _cut(each) or _hidden_part(each))
    ]
    assert not cut, "text is cut:\n" + "\n".join(cut)


def _inner(widget: QWidget) -> Iterator[QWidget]:
    """All widgets below, without those that Qt makes for its own use."""
    found = widget.findChildren(QWidget)
    ours = ("qt_msgbox_label", "qt_msgbox_informativelabel")  # the words of a question
    return (
        each
        for each in found
        if isinstance(each, QTabBar) or each.objectName() in ours or not each.objectName().startswith("qt_")
    )


def takes_focus(widget: QWidget) -> bool:
    """Whether a person meets this widget on the way of the focus, and not only Qt."""
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
    return next((judge(widget) for kind, judge in _JUDGES if isinstance(widget, kind)), "")


def _cut_tail(tail: Tail) -> str:
    return _narrow(tail.text(), tail, tail.contentsRect().width())


def _cut_cells(table: QTableView) -> str:
    """Only the first line of a long text may end in "…"."""
    columns = range(table.horizontalHeader().count())
    model = table.model()
    if isinstance(model, RowsModel):
        columns = [place for place in columns if not model.columns[place].preview]
    return _cut_items(
        table, [(place, table.columnWidth(place)) for place in columns if not table.isColumnHidden(place)]
    )


def _cut_list(items: QListWidget) -> str:
    """An item may go on in a second line."""
    if not items.wordWrap():
        return _cut_items(items, [(0, items.viewport().width())])
    metrics, seen = items.fontMetrics(), items.viewport().rect()
    cut: list[str] = []
    for item in map(items.item, range(items.count())):
        place = items.visualItemRect(item)
        edges = items.sizeHintForIndex(items.indexFromItem(item)).width() - metrics.horizontalAdvance(item.text())
        room = QRect(0, 0, items.viewport().width() - edges, place.height())
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text())
        if place.intersects(seen) and not room.contains(needed):
            cut.append(f"{item.text()!r} needs {needed.width()}×{needed.height()}, has {room.width()}×{room.height()}")
    return "; ".join(cut)


def _cut_items(view: QAbstractItemView, columns: list[tuple[int, int]]) -> str:
    model, seen = view.model(), view.viewport().rect()
    cells = [
        (index, room)
        for place, room in columns
        for row in range(model.rowCount())
        if view.visualRect(index := model.index(row, place)).intersects(seen)
    ]
    wanted = [(index.data(), view.sizeHintForIndex(index).width(), room) for index, room in cells]
    return "; ".join(f"{text!r} needs {width} pixels and has {room}" for text, width, room in wanted if width > room)


def _cut_slot(slot: Slot) -> str:
    return "" if slot.is_readable() else f"{slot.label!r} in {slot.width()}"


def _cut_tight(button: TightButton) -> str:
    return "" if button.is_readable() else f"{button.text()!r} in {button.width()}"


def _cut_button(button: QPushButton) -> str:
    return _narrow(button.text(), button, button.width() - _BUTTON_EDGES)


def _narrower_than_wished(button: QAbstractButton) -> str:
    return "" if button.sizeHint().width() <= button.width() + _SLACK else f"{button.text()!r}"


def _cut_title(group: QGroupBox) -> str:
    return _narrow(group.title(), group, group.width() - _BUTTON_EDGES)


def _cut_page(page: QTextBrowser) -> str:
    hidden = page.horizontalScrollBar().maximum()
    return f"{hidden} pixels are beyond its edge" if hidden else ""


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


def _cut_hint(line: QLineEdit) -> str:
    """Of an empty line, the example in it. What was typed may be longer: the cursor goes there."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    return _narrow(line.placeholderText(), line, room.width() - _CURSOR) if not line.text() else ""


def _hidden_part(widget: QWidget) -> str:
    """What of a text is covered by the edge of something around it, unless that can be scrolled."""
    if isinstance(widget, QLabel) and not widget.text():
        return ""
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)) and not _can_be_scrolled_to(widget):
        seen = widget.visibleRegion().boundingRect()
        if widget.rect().isValid() and seen != widget.rect():
            return f"only {seen.width()}×{seen.height()} of {widget.width()}×{widget.height()} are to be seen"
    return ""


def _can_be_scrolled_to(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        fits = isinstance(above, Place) and not above.verticalScrollBar().maximum()
        if isinstance(above, QAbstractScrollArea) and not fits:
            return True
        above = above.parentWidget()
    return False


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
            wanted, got = header.sectionSizeFromContents(section).width(), header.sectionSize(section)
            said.append("" if wanted <= got + _SLACK else f"{text!r} needs {wanted} pixels and has {got}")
    return "; ".join(filter(None, said))


def _narrow(text: str, widget: QWidget, room: int) -> str:
    shown = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    wanted = max((widget.fontMetrics().horizontalAdvance(line) for line in shown.split("\n")), default=0)
    return "" if wanted <= room + _SLACK else f"{text!r} needs {wanted} pixels and has {room}"


def path(widget: QWidget) -> str:
    """Where a widget stands, for a person who has to find it."""
    names: list[str] = []
    each: QWidget | None = widget
    while each is not None:
        names.append(each.objectName() or type(each).__name__)
        each = each.parentWidget()
    return " < ".join(names[:5])


_JUDGES: tuple[tuple[type[QWidget], Callable[[Any], str]], ...] = (
    (Slot, _cut_slot),
    (Tail, _cut_tail),
    (QLabel, _cut_label),
    (MenuButton, _narrower_than_wished),
    (TightButton, _cut_tight),
    (QPushButton, _cut_button),
    (QCheckBox, _narrower_than_wished),
    (QRadioButton, _narrower_than_wished),
    (QComboBox, _cut_choice),
    (QTabBar, _cut_tabs),
    (QHeaderView, _cut_header),
    (QGroupBox, _cut_title),
    (QLineEdit, _cut_hint),
    (QTextBrowser, _cut_page),
    (QTableView, _cut_cells),
    (QListWidget, _cut_list),
)
"""What a kind of widget is asked; of several kinds the first one counts."""
