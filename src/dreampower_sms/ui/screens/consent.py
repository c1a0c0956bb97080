"""同意と配信停止: the time line of a customer, a new record, the proof on paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from dreampower_sms.domain.consent import Entry, Happened
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind
from dreampower_sms.services.consent import Consent, ConsentWrong, Story
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.forms import Area, Check, Choice, Reading, Tail, caption, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.opt_out_desk import OptOutDesk, OptOutParts
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.consent import HAPPENED, KINDS, SOURCES, STANDARD_WORDING
from dreampower_sms.ui.wording.sending import PURPOSES

EVERYTHING = "すべて"
_ENDS = frozenset({Happened.STOPPED, Happened.WITHDRAWN})
COLUMNS = (
    Column("at", "日時", lambda e: show.moment(e.at), 14, firm=True),
    Column("what", "内容", lambda e: HAPPENED[e.what], 12, tone=lambda e: "bad" if e.what in _ENDS else "good"),
    Column("purpose", "範囲", lambda e: PURPOSES[e.purpose] if e.purpose else EVERYTHING, 10),
    Column("number", "番号", lambda e: show.number(e.e164), 12, firm=True),
    Column("clerk", "担当", lambda e: e.clerk, 8),
    Column("source", "きっかけ・理由", lambda e: e.source, 22),
)
HINT = "同意の記録はまだありません。F3 で記録できます。"


@dataclass(frozen=True, slots=True)
class ConsentParts:
    """What this screen uses, and where it leads."""

    consent: Consent
    opt_out: OptOutParts
    clerk: Callable[[], str]
    print_proof: Callable[[Story], None]
    complaints: Callable[[int], None]
    """What to say to this customer."""
    leaflet: Callable[[], None]
    """To the paper on which customers agree."""


class ConsentScreen(Screen):
    """Everything on record about writing to one customer."""

    id, title = "consent", "同意と配信停止"
    keys = (
        {
            1: HELP,
            3: Key("同意記録", "begin", "why_not_begin", help="同意や取引関係、同意の撤回を記録します。"),
            4: Key(
                "配信停止", "toggle_opt_out", "why_not_begin", help="この番号への送信を止めます。または再開します。"
            ),
            6: Key("案内書", "open_leaflet", help="お客様にお渡しする案内と同意書の用紙を印刷します。"),
            7: Key("証明書", "print_proof", "why_no_story", help="同意の記録を証明書として印刷します。"),
            9: Key("苦情対応", "open_complaints", help="お客様からの問い合わせへの答え方を開きます。"),
            10: Key("保存", "save", "why_not_save", help="入力した記録を保存します。"),
            12: Key("閉じる", "go_back", help="前の画面に戻ります。"),
        },
    )

    def __init__(self, parts: ConsentParts, jobs: Jobs, settings: QSettings, customer_id: int) -> None:
        super().__init__()
        self._parts, self._jobs, self._customer_id = parts, jobs, customer_id
        self.story: Story | None = None
        self._entries: Mapping[int, Entry] = {}
        self._standard = STANDARD_WORDING
        self.name = Tail("お客様", name="customerName")
        self.state = Reading("配信停止の状態", " ", "caption")
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "同意と配信停止の記録", HINT)
        self.list.remember(settings, self.id)
        self._stops = OptOutDesk(self, parts.opt_out, jobs, self.list)
        self.words = Area("同意した文面")
        self.words.setReadOnly(True)
        self.kind = field("内容", Choice("内容"))
        for kind, text in KINDS.items():
            self.kind.widget.addItem(text, kind.value)
        self.purpose = field("範囲", Choice("範囲"))
        self.purpose.widget.addItem(EVERYTHING, "")
        for purpose, text in PURPOSES.items():
            self.purpose.widget.addItem(text, purpose.value)
        self.source = field("きっかけ", Choice("きっかけ"))
        self.source.widget.setEditable(True)
        self.source.widget.addItems(SOURCES)
        self.wording = field("お客様が同意した文面", Area("お客様が同意した文面"))
        self.for_leaflet = Check("この文面を案内書にも使う（次からすべてのお客様に）", "この文面を案内書にも使う")
        self.form = QFrame()
        self._build()
        self.list.moved.connect(self._show_words)
        self._jobs.changed.connect(self._heard)
        self._load()

    # --- what the keys do --------------------------------------------------------------------------------

    def begin(self) -> None:
        """F3: the fields of a new record."""
        self.wording.widget.setPlainText(self._standard)
        self.for_leaflet.setChecked(False)
        self.form.show()
        self.kind.widget.setFocus()
        self.changed.emit()

    def why_not_begin(self) -> str:
        """There has to be a number."""
        if self.story is None:
            return "読み込み中です。少しお待ちください。"
        return "" if self.story.e164 else wording.sentence("consent_no_number")

    def save(self) -> None:
        """F10: keep the record."""
        story, clerk = self.story, self._parts.clerk()
        if story is None:
            return
        kind, value = ConsentKind(str(self.kind.widget.currentData())), str(self.purpose.widget.currentData())
        purpose = Purpose(value) if value else None
        source, words = self.source.widget.currentText(), self.wording.widget.toPlainText()
        for_leaflet = self.for_leaflet.isChecked()
        if kind is not ConsentKind.GRANTED:
            words, for_leaflet = "", False

        def work(_job: object) -> None:
            self._parts.consent.record(
                story.customer.id, story.e164, kind, purpose,
                source=source, wording=words, clerk=clerk, for_leaflet=for_leaflet,
            )  # fmt: skip

        self._jobs.write(self, work, self._saved, failed=self._failed)

    def why_not_save(self) -> str:
        """There has to be something to save."""
        return "" if self.form.isVisibleTo(self) else "F3 同意記録を押すと入力できます。"

    def toggle_opt_out(self) -> None:
        """F4."""
        if self.story is not None:
            story = self.story
            purposes = story.stopped_purposes
            self._stops.toggle(story.e164, story.customer.id, stopped=story.stopped, purposes=purposes)

    def print_proof(self) -> None:
        """F7: everything on paper."""
        if self.story is not None:
            self._parts.print_proof(self.story)

    def why_no_story(self) -> str:
        """There has to be something on record."""
        return "" if self.story is not None and self.story.entries else HINT

    def open_leaflet(self) -> None:
        """F6."""
        self._parts.leaflet()

    def open_complaints(self) -> None:
        """F9."""
        self._parts.complaints(self._customer_id)

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list

    def escape(self) -> None:
        if self._stops.panel.isVisible():
            self._stops.panel.close_panel()
            self.list.setFocus()
        elif self.form.isVisible():
            self._close_form()
        else:
            self.go_back()

    def unsaved(self) -> str:
        changed = self.form.isVisible() and self.wording.widget.toPlainText() != self._standard
        return "同意の記録" if changed else ""

    def save_unsaved(self) -> bool:
        self.save()
        return False

    # --- inside ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        consent, customer = self._parts.consent, self._customer_id
        self._jobs.start(self, lambda _job: (consent.story(customer), consent.wording()), self._show, lane="story")

    def _show(self, found: tuple[Story | None, str]) -> None:
        self.story, own = found
        self._standard = own or STANDARD_WORDING
        if self.story is None:
            self.say(wording.sentence("record_gone"), "error")
            return
        story = self.story
        self.name.setText(
            f"{story.customer.name} {story.customer.honorific}　{show.number(story.e164) or '携帯番号なし'}"
        )
        self.state.setText(_state(story))
        self._entries = dict(enumerate(story.entries))
        self.list.show_ids(range(len(story.entries)), self._rows(range(min(len(story.entries), 200))))
        self._show_words(self.list.current_id() if self._entries else -1)
        self.changed.emit()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Entry]:
        entries = self._entries
        return {id_: entries[id_] for id_ in ids if id_ in entries}

    def _show_words(self, row: int | None) -> None:
        entry = self._entries.get(-1 if row is None else row)
        self.words.setPlainText(entry.wording if entry is not None else "")

    def _saved(self, _none: object) -> None:
        self._close_form()
        self.say("記録しました。記録は消せませんが、撤回を記録できます。")
        self._jobs.tell(Topic.CUSTOMERS)

    def _failed(self, error: Exception) -> None:
        said = wording.explain(error)[0]
        if isinstance(error, ConsentWrong):
            self.wording.show_error(said)
        self.say(said, "error")

    def _close_form(self) -> None:
        self.form.hide()
        self.wording.show_error("")
        self.list.setFocus()
        self.changed.emit()

    def _heard(self, topic: object) -> None:
        if topic is Topic.CUSTOMERS:
            self._load()

    def _build(self) -> None:
        self.form.setObjectName("panel")
        head = QHBoxLayout()
        for each in (self.kind, self.purpose, self.source):
            head.addLayout(each.column(), 1)
        inner = QVBoxLayout(self.form)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.addLayout(head)
        inner.addLayout(self.wording.column())
        inner.addWidget(self.for_leaflet)
        self.form.hide()
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(caption("同意した文面"))
        beside.addWidget(self.words, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([920, 400])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.state)
        column.addWidget(self._stops.panel)
        column.addWidget(self.form)
        column.addWidget(split, 1)


def _state(story: Story) -> str:
    words = ["すべての SMS を止めています。"] if story.stopped else []
    words += [f"{PURPOSES[purpose]}を止めています。" for purpose in story.stopped_purposes]
    if story.sharing:
        words.append(f"同じ番号：{'、'.join(story.sharing)}（止めると、この方たちにも送られません）")
    return "　".join(words) or "配信停止はありません。"
