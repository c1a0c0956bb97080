"""送信案内書: the leaflet with which customers are told of the messages, and the form on which they agree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.leaflet import (
    OF_COMPANY,
    LeafletChoices,
    LeafletText,
    Missing,
    Sheet,
    Target,
    Use,
    joined,
    missing,
)
from dreampower_sms.services.consent import Consent
from dreampower_sms.services.settings import Settings
from dreampower_sms.ui import wording
from dreampower_sms.ui.forms import Check, Choice, Line, Reading, caption, field
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.page_view import PageView
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.leaflet import leaflet_pages
from dreampower_sms.ui.printing.paper import sheet
from dreampower_sms.ui.saving_pdf import save_pdf
from dreampower_sms.ui.wording.consent import STANDARD_WORDING
from dreampower_sms.ui.wording.leaflet import NAME, SHEETS, TARGETS, USES

_MARGIN_MM = 10
_SIZES = {Sheet.A4: QPageSize.PageSizeId.A4, Sheet.A5: QPageSize.PageSizeId.A5}
_WAIT_MS = 150
"""After the last key the page is laid out anew."""
_LOADING = "読み込み中です。少しお待ちください。"


@dataclass(frozen=True, slots=True)
class LeafletParts:
    """What this screen uses, and where it leads."""

    settings: Settings
    consent: Consent
    sender: Callable[[], str]
    """What phones show for the messages of the shop. Called in a worker."""
    initial_settings: Callable[[], None]


class LeafletScreen(Screen):
    """Choices at the left, the pages as they will be printed at the right."""

    id, title = "leaflet", "送信案内書"
    keys = (
        {
            1: HELP,
            5: Key("初期設定", "open_settings", help="店名や電話番号などの会社情報を直します。"),
            6: Key("PDF保存", "save_pdf", "why_not_print", help="見えているとおりの PDF を保存します。"),
            7: Key("印刷", "print_pages", "why_not_print", help="プリンターと用紙を選び、確かめてから印刷します。"),
            12: CLOSE,
        },
    )

    def __init__(self, parts: LeafletParts, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._parts, self._jobs, self._settings = parts, jobs, settings
        self._company: Company | None = None
        self._consent = STANDARD_WORDING
        self._kept = LeafletChoices()
        self.uses = {use: Check(text) for use, text in USES.items()}
        self.shown_as = field("送信元の表示（電話に出る番号か名前）", Line("送信元の表示", "例：0120-123-456"))
        self.sentence = field(
            "お店からのひとこと（空なら載せません）", Line("お店からのひとこと", "例：代車もご用意します。")
        )
        self.code, self.paper = field("QR コードの内容", Choice("QR コードの内容")), field("用紙", Choice("用紙"))
        for target, text in TARGETS.items():
            self.code.widget.addItem(text, target.value)
        for size, text in SHEETS.items():
            self.paper.widget.addItem(text, size.value)
        self.form = Check("同意書（お客様が書くところ）を付ける")
        self.problem = Reading("足りないもの", name="fieldError")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.view = PageView("印刷される用紙")
        self._later = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._later.timeout.connect(self._lay_out)
        self._build()
        self._load()

    # --- what the keys do --------------------------------------------------------------------------------

    def open_settings(self) -> None:
        """F5: where the company is filled in; what it is now is read again on the way back."""
        self._keep()
        self._parts.initial_settings()

    def print_pages(self) -> None:
        """F7: preview, printer, pages."""
        self._keep()
        self.paper_asked.emit(self._document())

    def save_pdf(self) -> None:
        """F6: ask where."""
        self._keep()
        save_pdf(self, self._jobs, self._settings, self._document())

    def why_not_print(self) -> str:
        """What is missing, the first of it."""
        if self._company is None:
            return _LOADING
        lacking = self._missing()
        return wording.sentence(lacking[0].value) if lacking else ""

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.uses[Use.INSPECTION]

    def entered(self) -> None:
        if self._company is not None:  # back from 初期設定
            self._jobs.start(self, lambda _job: self._parts.settings.company(), self._show_company, lane="company")

    def left(self) -> None:
        self._later.stop()
        self._keep()

    # --- inside ----------------------------------------------------------------------------------------------

    def choices(self) -> LeafletChoices:
        """As the screen stands."""
        return LeafletChoices(
            uses=joined(tuple(use for use, box in self.uses.items() if box.isChecked())),
            sentence=self.sentence.widget.text().strip(),
            sender=self.shown_as.widget.text().strip(),
            target=str(self.code.widget.currentData()),
            sheet=str(self.paper.widget.currentData()),
            form=self.form.isChecked(),
        )

    def _load(self) -> None:
        parts = self._parts

        def work(_job: Job) -> tuple[Company, LeafletChoices, str]:
            choices = parts.settings.leaflet()
            if choices == LeafletChoices():  # nothing was chosen yet
                choices = replace(choices, sender=parts.sender())
            return parts.settings.company(), choices, parts.consent.wording()

        self._jobs.start(self, work, self._show, lane="company")

    def _show(self, read: tuple[Company, LeafletChoices, str]) -> None:
        company, choices, own = read
        self._consent, self._kept = own or STANDARD_WORDING, choices
        if not company.url and choices.chosen_target() is Target.URL and company.phone:
            choices = replace(choices, target=Target.PHONE.value)  # the leaflet is whole without a single key
        for use, box in self.uses.items():
            box.setChecked(use in choices.chosen_uses())
        self.sentence.widget.setText(choices.sentence)
        self.shown_as.widget.setText(choices.sender)
        self.code.widget.setCurrentIndex(self.code.widget.findData(choices.chosen_target().value))
        self.paper.widget.setCurrentIndex(self.paper.widget.findData(choices.chosen_sheet().value))
        self.form.setChecked(choices.form)
        self._show_company(company)

    def _show_company(self, company: Company) -> None:
        self._company = company
        self._lay_out()

    def _changed(self) -> None:
        if self._company is not None:
            self._later.start()

    def _missing(self) -> Sequence[Missing]:
        return missing(self.choices(), self._company or Company())

    def _lay_out(self) -> None:
        self._later.stop()
        lacking = self._missing()
        self.shown_as.show_error(_sentences(lacking, {Missing.LONG_SENDER}))
        self.sentence.show_error(_sentences(lacking, {Missing.LONG_SENTENCE}))
        said = _sentences(lacking, OF_COMPANY | {Missing.USES})
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        document = self._document()
        self.view.show_pages(document.on(document.layout), document.layout)
        self.changed.emit()

    def _document(self) -> Document:
        choices = self.choices()
        text = LeafletText(choices, self._company or Company(), self._consent)
        return Document(NAME, partial(leaflet_pages, text), sheet(_SIZES[choices.chosen_sheet()], _MARGIN_MM))

    def _keep(self) -> None:
        """What was chosen is there again next time."""
        choices = self.choices()
        if self._company is not None and choices != self._kept:
            self._kept, settings = choices, self._parts.settings
            self._jobs.write(self, lambda _job: settings.save_leaflet(choices), _nothing)

    def _build(self) -> None:
        boxes = QGridLayout()
        boxes.setVerticalSpacing(4)
        for place, box in enumerate(self.uses.values()):
            boxes.addWidget(box, place // 2, place % 2)
            box.toggled.connect(self._changed)
        for widget in (self.code.widget, self.paper.widget):
            widget.currentIndexChanged.connect(self._changed)
        self.form.toggled.connect(self._changed)
        self.shown_as.widget.textChanged.connect(self._changed)
        self.sentence.widget.textChanged.connect(self._changed)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(caption("お知らせする内容", "sectionTitle"))
        left.addLayout(boxes)
        left.addLayout(self.shown_as.column())
        left.addLayout(self.sentence.column())
        left.addLayout(self.code.column())
        left.addLayout(self.paper.column())
        left.addWidget(self.form)
        left.addWidget(self.problem)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 8)
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addWidget(self.view, 3)


def _sentences(lacking: Sequence[Missing], wanted: frozenset[Missing] | set[Missing]) -> str:
    return "\n".join(wording.sentence(what.value) for what in lacking if what in wanted)


def _nothing(_done: object) -> None:
    """Nobody waits for this."""
