"""The detailed form of 自由検索: the conditions of a 検索タイトル, one line an item.

Several fields of one item are joined by OR (Ctrl+Enter adds one), the items by AND. A field that is left empty asks
nothing. What can't be read is said below its field as soon as the field is left.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.domain.errors import DomainError
from dreampower_sms.domain.search.check import wrong_term
from dreampower_sms.domain.search.items import ItemInfo, Items, ItemType
from dreampower_sms.domain.search.spec import Condition, Title
from dreampower_sms.domain.search.terms import Term
from dreampower_sms.ui import wording
from dreampower_sms.ui.forms import Button, Reading, caption
from dreampower_sms.ui.search_fields import TermEditor, Today, editor_of, groups_of
from dreampower_sms.ui.style import mark

_NO_ITEMS = (
    "この検索タイトルには「検索使用」の項目がありません。\n"
    "このまま F9 を押すと、すべてを表示します。項目は F4 タイトル修正で選べます。"
)
_MOST = 12
"""Fields that one item may have."""


class ConditionRow(QWidget):
    """One item: its editors one below the other, and what is wrong with them."""

    changed = Signal()

    def __init__(self, info: ItemInfo, label: str, today: Today, terms: Sequence[Term]) -> None:
        super().__init__()
        self.info, self.label, self._today = info, label, today
        self.editors: list[TermEditor] = []
        self.error = Reading(f"{label}の間違い", name="fieldError")
        self.error.setWordWrap(True)
        self.error.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        several = QVBoxLayout()
        self.more = Button("または", name=f"{label}の条件をもう 1 つ")
        self.more.setToolTip("同じ項目の条件をもう 1 つ足します（Ctrl+Enter）")
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.setVisible(info.type is not ItemType.FLAG)
        self.more.clicked.connect(self.add)
        several.addWidget(self.more)
        several.addStretch(1)
        inner = QHBoxLayout()
        inner.setSpacing(8)
        inner.addLayout(self._column, 1)
        inner.addLayout(several)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(3)
        outer.addLayout(inner)
        outer.addWidget(self.error)
        for group in groups_of(terms) or [[]]:
            self._append(group)
        if info.type is not ItemType.FLAG:
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(self.add)

    def add(self) -> None:
        """Another field for the same item, and go there."""
        if len(self.editors) < _MOST:
            self._append(()).entry().setFocus(Qt.FocusReason.OtherFocusReason)

    def condition(self) -> Condition | None:
        """What is asked of the item, None when nothing is. Raises `DomainError` for what can't be read."""
        terms = tuple(dict.fromkeys(term for editor in self.editors for term in editor.terms()))
        return Condition(self.info.key, terms) if terms else None

    def problem(self) -> str:
        """What is wrong, "" when nothing is."""
        return next((said for editor in self.editors if (said := self._wrong(editor))), "")

    def check(self) -> str:
        """Say below the field what is wrong with it; "" when nothing is."""
        said = ""
        for editor in self.editors:
            wrong = self._wrong(editor)
            mark(editor.entry(), "wrong", bool(wrong))
            editor.entry().setAccessibleDescription(wrong)
            said = said or wrong
        self.error.setText(said)
        self.error.setVisible(bool(said))
        return said

    def go_to_error(self) -> None:
        """Put the cursor where something is wrong."""
        wrong = next((editor for editor in self.editors if self._wrong(editor)), self.editors[0])
        wrong.entry().setFocus(Qt.FocusReason.OtherFocusReason)

    def _wrong(self, editor: TermEditor) -> str:
        try:
            codes = [code for term in editor.terms() if (code := wrong_term(term, self.info)) is not None]
        except DomainError as error:
            return wording.explain(error)[0]
        return wording.sentence(codes[0], item=self.label) if codes else ""

    def _append(self, terms: Sequence[Term]) -> TermEditor:
        editor = editor_of(self.info, self.label, self._today)
        if terms:
            editor.show_terms(terms)
        editor.changed.connect(self._heard)
        editor.finished.connect(self.check)
        self.editors.append(editor)
        self._column.addWidget(editor)
        return editor

    def _heard(self) -> None:
        if self.error.isVisibleTo(self):
            self.check()  # what was mended is taken back at once
        self.changed.emit()


class ConditionList(QScrollArea):
    """検索条件リスト: the items that a title searches by, as many as it has."""

    changed = Signal()

    def __init__(self, today: Today) -> None:
        super().__init__()
        self._today = today
        self.rows: list[ConditionRow] = []
        self.setAccessibleName("検索条件リスト")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(QWidget())

    def minimumSizeHint(self) -> QSize:
        body = self.widget()
        wide = body.minimumSizeHint().width() if body is not None else 0
        return QSize(wide + self.verticalScrollBar().sizeHint().width() + 8, self.fontMetrics().height() * 6)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def show_title(self, title: Title, items: Items) -> None:
        """Fields for the items of a title that has passed `known`, filled with its values."""
        started = {condition.item: condition.any_of for condition in title.conditions}
        asked = tuple(dict.fromkeys((*title.searched, *started)))
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.rows = []
        for place, item in enumerate(asked):
            label = items[item].label_in(title.target)
            row = ConditionRow(items[item], label, self._today, started.get(item, ()))
            row.changed.connect(self.changed)
            name = QLabel(label)
            name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            name.setContentsMargins(0, 6, 0, 0)
            grid.addWidget(name, place, 0)
            grid.addWidget(row, place, 1)
            self.rows.append(row)
        if not asked:
            hint = caption(_NO_ITEMS)
            hint.setWordWrap(True)
            grid.addWidget(hint, 0, 0, 1, 2)
        grid.setRowStretch(max(len(asked), 1), 1)
        self.setWidget(body)
        self.updateGeometry()

    def conditions(self) -> tuple[Condition, ...]:
        """What is asked. Raises `DomainError` for what can't be read."""
        return tuple(found for row in self.rows if (found := row.condition()) is not None)

    def check(self) -> str:
        """Say below all fields what is wrong and go to the first of them; "" when nothing is."""
        wrong = [(row, said) for row in self.rows if (said := row.check())]
        if not wrong:
            return ""
        wrong[0][0].go_to_error()
        self.ensureWidgetVisible(wrong[0][0])
        return wrong[0][1]

    def entry(self) -> QWidget | None:
        """The first field."""
        return self.rows[0].editors[0].entry() if self.rows else None
