"""What ショートメッセージ送信 shows: recipient, templates, text, count, warnings. No decisions are made here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dreampower_sms.domain.characters import swap
from dreampower_sms.domain.counting import Measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.sendable import Reason, Refusal, Weight, something_new
from dreampower_sms.services.send import Preview, Recipient
from dreampower_sms.services.templates import TemplateEntry
from dreampower_sms.ui import show
from dreampower_sms.ui.count_line import CountLine
from dreampower_sms.ui.forms import Choice, Line, Reading, caption, field
from dreampower_sms.ui.refusals import refusal_text
from dreampower_sms.ui.template_body import TemplateBody
from dreampower_sms.ui.template_list import TemplateList
from dreampower_sms.ui.troubles import trouble_text
from dreampower_sms.ui.wording.sending import PURPOSES

_NAME_LENGTH = 20
UNSEEN = "理由を入力したあとで、注意が増えました。確かめて、もう一度理由を入力してください。"


class ComposeView(QWidget):
    """The fields of the screen."""

    changed = Signal()
    notices_asked = Signal()
    template_named = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._filling = False
        self._composing = 0
        self._preview: Preview | None = None
        self._soft: Sequence[Refusal] = ()
        self._answered: Sequence[Refusal] = ()
        """The soft ones that were shown when the clerk began to type a reason: it is for them alone."""
        self._has_reason = False
        self.name, self.number = caption("", "customerName"), Reading("送信先 携帯番号", name="big")
        self.vehicle = Reading("車両", name="caption")
        self.vehicle.setWordWrap(True)
        self.vehicle.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.templates = TemplateList()
        self._purpose = Choice("送信の目的")
        for purpose, text in PURPOSES.items():
            self._purpose.addItem(text, purpose.value)
        self._purpose.setCurrentIndex(self._purpose.findData(Purpose.ROUTINE.value))
        self.body = TemplateBody("メッセージ", "本文を入力するか、左の一覧から数字キーで定型メッセージを選びます。")
        self.line = CountLine()
        self.notices = QPushButton("注意事項・料金表(&R)")
        self.swap = QPushButton("置き換える(&K)")
        self.warnings = Reading("確認してください")
        self.warnings.setWordWrap(True)
        self.shown = Reading("差し込み後の本文")
        self.shown.setWordWrap(True)
        self.override = field("それでも送る理由（記録に残ります）", Line("それでも送る理由"))
        self.naming = field("定型メッセージの名前", Line("定型メッセージの名前"))
        self._build(parent)
        self._connect()

    # --- reading --------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The text as typed, fields in braces included."""
        return self.body.toPlainText()

    def purpose(self) -> str:
        """The value of the chosen `Purpose`."""
        return str(self._purpose.currentData())

    def template_id(self) -> int | None:
        """The chosen template, None for 未選択."""
        return self.templates.template_id()

    def override_reason(self) -> str:
        """Why the clerk sends in spite of a soft reason."""
        return self.override.widget.text().strip() if self._override_box.isVisibleTo(self) else ""

    def overridden(self) -> set[Reason]:
        """The soft reasons that the clerk's own reason sets aside; without one nothing is."""
        return {refusal.reason for refusal in self._soft} if self.override_reason() else set()

    # --- showing --------------------------------------------------------------------------------------------

    def show_recipient(self, recipient: Recipient) -> None:
        """Name, number in large digits, vehicle."""
        person = recipient.customer
        self.name.setText(f"{person.name} {person.honorific}" if person else "")
        self.number.setText(show.number(recipient.phone.e164 or ""))
        self.vehicle.setText(show.vehicle(recipient.vehicle) if recipient.vehicle else "")
        self.vehicle.setVisible(recipient.vehicle is not None)

    def show_templates(self, entries: Sequence[TemplateEntry]) -> None:
        """Fill the list and keep what is chosen."""
        self.templates.show_entries(entries)

    def restore(self, body: str, template_id: int | None) -> None:
        """Show a draft."""
        self._filling = True
        self.templates.select(template_id)
        self.body.setPlainText(body)
        self._filling = False

    def begin(self, body: str, purpose: Purpose) -> None:
        """Show the text and the purpose of an earlier message."""
        self.restore(body, None)
        self._purpose.setCurrentIndex(self._purpose.findData(purpose.value))

    def show_preview(self, preview: Preview) -> None:
        """Count, price, warnings of what would be sent."""
        self._preview = preview
        self.line.show_measure(preview.measure, preview.measure.profile.max_units, self._composing)
        merged = preview.shown != self.text()
        self.shown.setText(f"送られる本文：\n{preview.shown}" if merged and preview.shown.strip() else "")
        self.shown.setVisible(bool(self.shown.text()))
        self._soft = [refusal for refusal in preview.refusals if refusal.weight is Weight.SOFT]
        hard = any(refusal.weight is Weight.HARD for refusal in preview.stopping)
        self._override_box.setVisible(bool(self._soft) and not hard)
        lines = [f"・{refusal_text(refusal, preview)}" for refusal in preview.refusals if self._worth_saying(refusal)]
        lines += [f"・{trouble_text(trouble)}" for trouble in preview.troubles[:3]]
        if len(preview.troubles) > len(preview.troubles[:3]):
            lines.append(f"・ほか {len(preview.troubles) - 3} 文字")
        self.warnings.setText("\n".join(lines))
        self._warning_box.setVisible(bool(lines))
        self.swap.setVisible(any(trouble.swap is not None for trouble in preview.troubles) and not merged)
        if self._has_reason and something_new(self._answered, self._soft):
            self.override.widget.clear()
            self.override.show_error(UNSEEN)

    def ask_template_name(self) -> None:
        """F6: propose the first line as a name."""
        first = self.text().strip().splitlines()[0][:_NAME_LENGTH] if self.text().strip() else ""
        self.naming.widget.setText(first)
        self.naming.show_error("")
        self._name_box.show()
        self.naming.widget.setFocus()
        self.naming.widget.selectAll()

    def template_name_wrong(self, text: str) -> None:
        """The name can't be kept: say why, keep what was typed."""
        self._name_box.show()
        self.naming.show_error(text)
        self.naming.widget.setFocus()

    def close_name_panel(self) -> bool:
        """Close the panel of F6; False when it was not open."""
        was = self._name_box.isVisible()
        self._name_box.hide()
        if was:
            self.body.setFocus()
        return was

    # --- inside ----------------------------------------------------------------------------------------------

    def _worth_saying(self, refusal: object) -> bool:
        """An empty text is seen without words."""
        return getattr(refusal, "reason", None) is not Reason.EMPTY_TEXT

    def _template_chosen(self, entry: TemplateEntry) -> None:
        self._purpose.setCurrentIndex(self._purpose.findData(entry.purpose.value))
        self.body.selectAll()
        self.body.insertPlainText(entry.body)  # keeps what was typed before one Ctrl+Z away

    def _type_into_body(self, text: str) -> None:
        self.body.setFocus()
        self.body.insertPlainText(text)

    def _show_composing(self, count: int) -> None:
        self._composing = count
        if self._preview is not None:
            measure: Measure = self._preview.measure
            self.line.show_measure(measure, measure.profile.max_units, count)

    def _swap_all(self) -> None:
        if self._preview is None:
            return
        text = self.text()
        for trouble in reversed(self._preview.troubles):
            if trouble.swap is not None:
                text = swap(text, trouble)
        self.body.selectAll()
        self.body.insertPlainText(text)

    def _name_entered(self) -> None:
        self.template_named.emit(self.naming.widget.text())

    def _reason_typed(self) -> None:
        had, self._has_reason = self._has_reason, bool(self.override.widget.text().strip())
        if self._has_reason and not had:
            self._answered = self._soft
            self.override.show_error("")
        self._tell()

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _connect(self) -> None:
        self.templates.chosen.connect(self._template_chosen)
        self.templates.text_typed.connect(self._type_into_body)
        self.templates.entered.connect(self.body.setFocus)
        self.body.textChanged.connect(self._tell)
        self.body.composing.connect(self._show_composing)
        self._purpose.currentIndexChanged.connect(self._tell)
        self.override.widget.textChanged.connect(self._reason_typed)
        self.naming.widget.returnPressed.disconnect()
        self.naming.widget.returnPressed.connect(self._name_entered)
        self.notices.clicked.connect(self.notices_asked)
        self.swap.clicked.connect(self._swap_all)

    def _build(self, screen: QWidget) -> None:
        outer = QVBoxLayout(screen)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 14, 20, 10)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(caption("送信先"))
        head.addWidget(self.name)
        head.addSpacing(24)
        head.addWidget(caption("携帯番号"))
        head.addWidget(self.number)
        head.addWidget(self.vehicle, 1)
        grid.addLayout(head, 0, 0, 1, 2)
        grid.addLayout(self._left(), 1, 0)
        grid.addLayout(self._right(), 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        grid.setRowStretch(1, 1)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(caption("定型メッセージ（数字キーで選択）"))
        column.addWidget(self.templates, 1)
        column.addWidget(caption("目的"))
        column.addWidget(self._purpose)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(caption("メッセージ"))
        column.addWidget(self.body, 3)
        column.addWidget(self.shown)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.notices)
        column.addLayout(row)
        self._warning_box = _box(self.warnings, self.swap)
        self._override_box = _box()
        self._override_box.layout().addLayout(self.override.column())  # type: ignore[union-attr]  # _box gave it one
        self._name_box = _box()
        self._name_box.layout().addLayout(self.naming.column())  # type: ignore[union-attr]  # as above
        for box in (self._warning_box, self._override_box, self._name_box):
            box.hide()
            column.addWidget(box)
        return column


def _box(*widgets: QWidget) -> QFrame:
    box = QFrame()
    box.setObjectName("panel")
    column = QHBoxLayout(box)
    column.setContentsMargins(12, 8, 12, 8)
    for place, widget in enumerate(widgets):
        column.addWidget(widget, 0 if place else 1)
    return box
