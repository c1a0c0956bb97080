"""テンプレート: one 定型メッセージ, tried on real customers while it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.characters import swap_all
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import Remark
from dreampower_sms.domain.records import Record
from dreampower_sms.services.people import Conflict, Saved
from dreampower_sms.services.template_samples import TemplateSamples
from dreampower_sms.services.templates import DIGITS, TemplateEntry, Templates
from dreampower_sms.ui import show
from dreampower_sms.ui.field_panel import FieldPanel
from dreampower_sms.ui.form import Form, Row
from dreampower_sms.ui.forms import Choice, Line, caption
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key
from dreampower_sms.ui.record_screen import RecordDoors, RecordScreen
from dreampower_sms.ui.remark_list import RemarkList
from dreampower_sms.ui.template_body import TemplateBody
from dreampower_sms.ui.template_preview import TemplatePreview
from dreampower_sms.ui.template_trial import NO_CUSTOMER, Looked, TemplateTrial
from dreampower_sms.ui.wording.sending import PURPOSES
from dreampower_sms.ui.wording.templates import FIELDS

SAVE_FIRST = "先に F10 で保存してください。"


@dataclass(frozen=True, slots=True)
class TemplateParts:
    """What this screen uses."""

    templates: Templates
    samples: TemplateSamples
    name_of_copy: Callable[[str, int], str]
    copy: Callable[[int], None]
    """Opens a copy of a template as a new one."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the screen opens with: a stored template, a copy of it, or a text that was typed elsewhere."""

    template_id: int | None = None
    is_copy: bool = False
    text: str = ""
    purpose: Purpose = Purpose.ROUTINE


class TemplateScreen(RecordScreen):
    """One template."""

    id, title = "template_editor", "テンプレート"
    noun = "テンプレートの内容"
    names = FIELDS
    topic = Topic.TEMPLATES
    removed = "このテンプレートは一覧から外されています。F4 を押すか、F10 で保存すると、一覧に戻ります。"
    keys = (
        {
            1: HELP,
            3: Key("差し込み", "open_fields", help="本文のカーソルの位置に、差し込み項目の一覧を開きます。"),
            4: Key(
                "外す・戻す", "remove", "why_not_remove",
                help="このテンプレートを一覧から外します。外したものは一覧に戻します。送ったメッセージは変わりません。",
            ),
            5: Key("前の方", "previous", "why_no_other", help="1 人前のお客様で試します。"),
            6: Key("次の方", "next", "why_no_other", help="1 人後のお客様で試します。"),
            7: Key("最も長い方", "show_longest", "why_no_longest", help="本文が最も長くなるお客様で試します。"),
            8: Key("複製", "copy", "why_not_copy", help="このテンプレートを写して、新しいテンプレートを作ります。"),
            9: Key("置き換え", "swap", "why_not_swap", help="届かないことのある文字を、案内のとおりに置き換えます。"),
            10: Key("保存", "save", "why_not_save", help="入力した内容を保存します。"),
            11: Key("顧客修正", "open_customer", "why_no_customer", help="試しているお客様の登録を開きます。"),
            12: Key("閉じる", "go_back", help="前の画面に戻ります。保存していないときはお聞きします。"),
        },
    )  # fmt: skip

    def __init__(self, parts: TemplateParts, jobs: Jobs, doors: RecordDoors, clerk: str, start: Start) -> None:
        super().__init__(jobs, doors, clerk)
        self._parts, self._start = parts, start
        self._remarks: Sequence[Remark] = ()
        self._holders: dict[int, TemplateEntry] = {}
        self.form = Form(_rows(), columns=4)
        self.fields = FieldPanel()
        self.remarks = RemarkList()
        self.preview = TemplatePreview()
        self.trial = TemplateTrial(parts.samples, self.preview, jobs, clerk, self)
        self._build()
        self._connect()
        self._jobs.start(self, lambda _job: self._load(), self._opened, lane="load")

    @property
    def body(self) -> TemplateBody:
        """The text."""
        widget = self.form.fields["body"].widget
        assert isinstance(widget, TemplateBody)  # noqa: S101  `_rows` made it
        return widget

    # --- what the keys do --------------------------------------------------------------------------------

    def open_fields(self) -> None:
        """F3: the list at the cursor, as `{` opens it."""
        self.body.open_list()

    def remove(self) -> None:
        """F4: out of the lists, or back. Nothing is lost by it and Ctrl+Z takes it back: it is not asked about."""
        self.remove_now()

    def why_not_remove(self) -> str:
        if self.opened is None:
            return self._busy or "まだ保存していません。"
        return self._busy or (SAVE_FIRST if self.form.is_changed() else "")

    def previous(self) -> None:
        """F5."""
        self.trial.go(-1)

    def next(self) -> None:
        """F6."""
        self.trial.go(1)

    def why_no_other(self) -> str:
        """There have to be two customers."""
        return self.trial.why_no_other()

    def show_longest(self) -> None:
        """F7: whoever gets the longest text."""
        self.trial.show_longest()

    def why_no_longest(self) -> str:
        """It has to be known who that is."""
        return self.trial.why_no_longest()

    def copy(self) -> None:
        """F8: a new one from this one."""
        if self.opened is not None:
            self._parts.copy(self.opened.id)

    def why_not_copy(self) -> str:
        """Only what is stored."""
        return SAVE_FIRST if self.opened is None or self.form.is_changed() else ""

    def swap(self) -> None:
        """F9: the proposals in the place of all characters that may not arrive; one step for Ctrl+Z."""
        text = swap_all(self.body.toPlainText(), [one.trouble for one in self._remarks if one.trouble is not None])
        self.body.selectAll()
        self.body.insertPlainText(text)
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def why_not_swap(self) -> str:
        """There has to be a proposal."""
        can = any(one.trouble is not None and one.trouble.swap is not None for one in self._remarks)
        return "" if can else "置き換える文字はありません。"

    def open_customer(self) -> None:
        """F11: the record of whom it is tried on."""
        customer_id = self.trial.customer_id()
        if customer_id is not None:
            self._doors.customer(customer_id)

    def why_no_customer(self) -> str:
        """There has to be somebody."""
        return "" if self.trial.customer_id() is not None else NO_CUSTOMER

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        """A new one wants a name; of a stored one it is the text that is mended."""
        is_stored = self._start.template_id is not None and not self._start.is_copy
        return self.body if is_stored else self.form.fields["name"].widget

    def entered(self) -> None:
        self._jobs.start(self, lambda _job: self._parts.templates.list(), self._know_holders, lane="holders")
        self.trial.read_again()  # 顧客修正 may have changed the customer

    def escape(self) -> None:
        if not self.trial.stop():
            self.go_back()

    # --- what RecordScreen asks ------------------------------------------------------------------------------

    def read_form(self) -> tuple[dict[str, Any], dict[str, str]]:
        values = self.form.values()
        return {**values, "purpose": Purpose(values["purpose"]), "digit": values["digit"] or None}, {}

    def fill_form(self, values: Mapping[str, Any]) -> None:
        self.form.fill(self.to_form(values))
        self._typed()

    def to_form(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, "purpose": Purpose(values["purpose"]).value, "digit": values["digit"] or 0}

    def store(self, base: Record | None, values: Mapping[str, Any]) -> Saved | Conflict:
        return self._parts.templates.save(base, values, self._clerk)

    def put_away(self, base: Record) -> Saved | Conflict:
        turn = self._parts.templates.restore if base.archived else self._parts.templates.archive
        return turn(base, self._clerk)

    def show_value(self, field: str, value: Any) -> str:
        if field == "purpose":
            return PURPOSES[Purpose(value)]
        return str(value or "なし") if field == "digit" else show.one_line(str(value))

    # --- inside ----------------------------------------------------------------------------------------------

    def _load(self) -> tuple[Record | None, Mapping[str, Any]]:
        templates, start = self._parts.templates, self._start
        if start.template_id is None:
            return None, {**templates.blank(), "body": start.text, "purpose": start.purpose}
        if start.is_copy:
            return None, templates.copy_of(start.template_id, self._parts.name_of_copy)
        record = templates.template(start.template_id)
        return record, record.values

    def _opened(self, found: tuple[Record | None, Mapping[str, Any]]) -> None:
        self.loaded(*found)
        self.body.moveCursor(QTextCursor.MoveOperation.End)

    def _know_holders(self, entries: Sequence[TemplateEntry]) -> None:
        """Who has which key: asked again whenever the screen is seen, because a copy may have taken one."""
        self._holders = {entry.digit: entry for entry in entries if entry.digit}
        self._typed()

    def _typed(self) -> None:
        self.trial.text_changed(self.body.toPlainText(), self.read_form()[0]["purpose"])

    def _show(self, looked: Looked) -> None:
        self._remarks = looked.remarks
        self.body.show_remarks(looked.remarks)
        digit = self.read_form()[0]["digit"]
        holder = self._holders.get(digit) if digit else None
        if holder is not None and self.opened is not None and holder.id == self.opened.id:
            holder = None
        taken = f"キー {digit} は今「{holder.name}」のものです。保存するとこちらに移ります。" if holder else ""
        self.remarks.show_remarks(looked.remarks, [taken] if taken else [])
        self.changed.emit()

    def _insert(self, slot: str) -> None:
        self.body.insert_slot(slot)
        self.body.setFocus()

    def _connect(self) -> None:
        self.form.changed.connect(self._typed)
        self.trial.looked.connect(self._show)
        self.trial.changed.connect(self.changed)
        self.fields.inserted.connect(self._insert)
        self.remarks.asked.connect(self.body.go_to)

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self.form, 1)
        middle.addWidget(caption("確認してください"))
        middle.addWidget(self.remarks)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 8)
        row.setSpacing(16)
        row.addWidget(self.fields, 5)
        row.addLayout(middle, 12)
        row.addWidget(self.preview, 8)


class NewTemplateScreen(TemplateScreen):
    """The same for one that is not stored yet."""

    title = "テンプレート追加"


def _rows() -> tuple[Row, ...]:
    hint = "例：{自社名}です。{氏名}{敬称}の… 　「{」で差し込み項目の一覧が開きます。"
    return (
        Row("name", "名前（お客様には送られません）", partial(Line, "名前"), span=2),
        Row("purpose", "目的", _purposes),
        Row("digit", "キー", _digits),
        Row("body", "本文", partial(TemplateBody, "本文", hint), wide=True),
    )


def _purposes() -> Choice:
    choice = Choice("目的")
    for purpose, text in PURPOSES.items():
        choice.addItem(text, purpose.value)
    return choice


def _digits() -> Choice:
    choice = Choice("選ぶキー")
    choice.addItem("なし", 0)
    for digit in DIGITS:
        choice.addItem(str(digit), digit)
    return choice
