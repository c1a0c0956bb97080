"""送信確認: the message as the phone will show it, number, count, tier, price, warnings. Enter sends."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.services.send import Changed, Confirmed, Preview, Refused, SendRequest, SendService
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.forms import Button, Reading, caption
from dreampower_sms.ui.handset import Arrived, Bubble, Glass
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.refusals import refusal_text
from dreampower_sms.ui.troubles import trouble_text
from dreampower_sms.ui.wording.sending import PURPOSES

SAVING = "送信を登録しています。"
CHANGED = "表示していた内容と変わりました。確かめて、もう一度 Enter を押してください。"


class SmsConfirmScreen(Screen):
    """The last look before a message leaves."""

    id, title = "sms_confirm", "送信確認"
    keys = (
        {
            1: HELP,
            9: Key("送信", "send", "why_not_send", help="このメッセージを送信します。Enter でも送信できます。"),
            12: Key("戻る", "go_back", help="送信せずに、入力の画面に戻ります。"),
        },
    )

    def __init__(
        self,
        send: SendService,
        jobs: Jobs,
        job_id: str,
        preview: Preview,
        sent: Callable[[Confirmed, SendRequest], None],
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._send, self._jobs, self._job_id, self._sent, self._clock = send, jobs, job_id, sent, clock
        self._sending = False
        self._refused = ""
        self.button = Button("送信する（Enter）", "primary", name="送信する")
        self.button.clicked.connect(self._pressed)
        self._phone, self._figures = QWidget(), QWidget()
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._figures, 1)
        right.addWidget(self.button)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 16, 24, 12)
        self._row.setSpacing(16)
        self._row.addWidget(self._phone, 3)
        self._row.addLayout(right, 4)
        self._show(preview)

    # --- what the keys do --------------------------------------------------------------------------------

    def send(self) -> None:
        """Commit the message. Whatever is pressed meanwhile, it is one job and so one message."""
        self._sending = True
        self.changed.emit()
        seen = self._seen
        self._jobs.write(
            self,
            lambda _job: self._send.confirm(self._job_id, seen),
            self._answered,
            failed=self._failed,
        )

    def why_not_send(self) -> str:
        """While it is being saved, or when it was refused in the last moment."""
        return SAVING if self._sending else self._refused

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.button

    # --- inside ----------------------------------------------------------------------------------------------

    def _pressed(self) -> None:
        if reason := self.why_not_send():
            self.say(reason, "warn")
        else:
            self.send()

    def _answered(self, answer: Confirmed | Refused | Changed) -> None:
        self._sending = False
        match answer:
            case Confirmed():
                self._sent(answer, self._seen.request)
                return
            case Refused():
                self._refused = refusal_text(answer.preview.stopping[0], answer.preview)
                self.say(self._refused, "error")
            case Changed():
                self._show(answer.preview)
                self.say(CHANGED, "warn")
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        """The job's id stays: pressing again can't send twice, even if the first press was saved after all."""
        self._sending = False
        self.say(wording.explain(error)[0], "error")
        self.changed.emit()

    def _show(self, preview: Preview) -> None:
        """Show this message, and send no other."""
        self._seen, now = preview, self._clock()
        old = (self._phone, self._figures)
        self._phone, self._figures = self._phone_with(preview, now), self._figures_of(preview, now)
        for before, after in zip(old, (self._phone, self._figures), strict=True):
            self._row.replaceWidget(before, after)
            before.hide()
            before.deleteLater()

    def _phone_with(self, preview: Preview, now: datetime) -> QWidget:
        number = show.number(preview.request.recipient.phone.e164 or "")
        bubble = Bubble(Arrived(number, "", preview.text, show.local(now)))
        page = Glass()
        inner = QVBoxLayout(page)
        inner.addWidget(bubble)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame, column = _panel()
        column.addWidget(caption("携帯電話での見え方", "sectionTitle"))
        column.addWidget(scroll, 1)
        return frame

    def _figures_of(self, preview: Preview, now: datetime) -> QWidget:
        recipient = preview.request.recipient
        person = recipient.customer
        frame, column = _panel()
        column.addWidget(caption("宛先", "sectionTitle"))
        column.addWidget(Reading("宛先", f"{person.name} {person.honorific}" if person else "", "customerName"))
        column.addWidget(Reading("送信先 携帯番号", show.number(recipient.phone.e164 or ""), "big"))
        column.addSpacing(14)
        column.addWidget(caption("料金", "sectionTitle"))
        column.addLayout(self._money(preview))
        column.addSpacing(14)
        column.addWidget(caption("送り方", "sectionTitle"))
        column.addLayout(self._fact_grid(preview, now))
        column.addSpacing(14)
        column.addWidget(self._warnings(preview))
        column.addStretch(1)
        return frame

    def _money(self, preview: Preview) -> QGridLayout:
        """The three figures of the screen before, in the same order, larger."""
        measure = preview.measure
        grid = QGridLayout()
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(0)
        figures = (
            ("文字数", f"{measure.units}"),
            ("料金区分", f"{measure.tier}"),
            ("見込み料金", show.yen(measure.price)),
        )
        for place, (title, text) in enumerate(figures):
            grid.addWidget(caption(title), 0, place)
            grid.addWidget(Reading(title, text, "big"), 1, place)
        grid.setColumnStretch(len(figures), 1)
        return grid

    def _fact_grid(self, preview: Preview, now: datetime) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for row, (title, text) in enumerate(self._facts(preview, now)):
            grid.addWidget(caption(title), row, 0)
            grid.addWidget(Reading(title, text, "figure"), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _facts(self, preview: Preview, now: datetime) -> list[tuple[str, str]]:
        request = preview.request
        return [
            ("送信", show.leaving(preview.leaves_at, now)),
            ("目的", PURPOSES[request.purpose]),
            ("担当", request.clerk or "―"),
            ("契約", "練習（電話には届きません）" if preview.contract.practice else preview.contract.title),
        ]

    def _warnings(self, preview: Preview) -> QLabel:
        lines = [refusal_text(refusal, preview) for refusal in preview.refusals]
        lines += [trouble_text(trouble) for trouble in preview.troubles]
        label = Reading("確認してください", "\n".join(f"⚠ {line}" for line in lines))
        label.setProperty("tone", "wait")
        label.setWordWrap(True)
        if not lines:
            label.hide()
        return label


def _panel() -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setObjectName("panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 14)
    return frame, column
