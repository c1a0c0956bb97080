"""送信確認: the message as the phone will show it, number, count, tier, price, warnings. Enter sends."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.services.send import Confirmed, Preview, Refused, SendRequest, SendService
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.forms import Button, Reading, caption
from dreampower_sms.ui.handset import Arrived, Bubble, Glass
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.refusals import refusal_text
from dreampower_sms.ui.troubles import trouble_text
from dreampower_sms.ui.wording.sending import PURPOSES

SAVING = "送信を登録しています。"


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
        request: SendRequest,
        preview: Preview,
        sent: Callable[[Confirmed, SendRequest], None],
        now: datetime,
    ) -> None:
        super().__init__()
        self._send, self._jobs, self._job_id, self._request, self._sent = send, jobs, job_id, request, sent
        self._sending = False
        self._refused = ""
        self.button = Button("送信する（Enter）", "primary", name="送信する")
        self.button.clicked.connect(self._pressed)
        self._build(preview, now)

    # --- what the keys do --------------------------------------------------------------------------------

    def send(self) -> None:
        """Commit the message. Whatever is pressed meanwhile, it is one job and so one message."""
        self._sending = True
        self.changed.emit()
        self._jobs.write(
            self,
            lambda _job: self._send.confirm(self._job_id, self._request),
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

    def _answered(self, answer: Confirmed | Refused) -> None:
        self._sending = False
        if isinstance(answer, Refused):
            self._refused = refusal_text(answer.preview.stopping[0], answer.preview)
            self.say(self._refused, "error")
            self.changed.emit()
        else:
            self._sent(answer, self._request)

    def _failed(self, error: Exception) -> None:
        """The job's id stays: pressing again can't send twice, even if the first press was saved after all."""
        self._sending = False
        self.say(wording.explain(error)[0], "error")
        self.changed.emit()

    def _build(self, preview: Preview, now: datetime) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(28, 18, 28, 14)
        outer.setSpacing(28)
        outer.addWidget(self._phone(preview, now), 3)
        outer.addLayout(self._figures(preview, now), 4)

    def _phone(self, preview: Preview, now: datetime) -> QWidget:
        frame = QFrame()
        frame.setObjectName("panel")
        bubble = Bubble(
            Arrived(show.number(self._request.recipient.phone.e164 or ""), "", preview.text, show.local(now))
        )
        page = Glass()
        inner = QVBoxLayout(page)
        inner.addWidget(bubble)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(frame)
        column.addWidget(caption("携帯電話での見え方", "sectionTitle"))
        column.addWidget(scroll, 1)
        return frame

    def _figures(self, preview: Preview, now: datetime) -> QVBoxLayout:
        recipient = self._request.recipient
        person = recipient.customer
        column = QVBoxLayout()
        name = Reading("宛先", f"{person.name} {person.honorific}" if person else "", "customerName")
        number = Reading("送信先 携帯番号", show.number(recipient.phone.e164 or ""), "big")
        column.addWidget(name)
        column.addWidget(number)
        column.addSpacing(10)
        column.addLayout(self._fact_grid(preview, now))
        column.addSpacing(10)
        column.addWidget(self._warnings(preview))
        column.addStretch(1)
        column.addWidget(self.button)
        return column

    def _fact_grid(self, preview: Preview, now: datetime) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for place, (title, text) in enumerate(self._facts(preview, now)):
            row, half = divmod(place, 2)
            grid.addWidget(caption(title), row, half * 2)
            grid.addWidget(Reading(title, text, "figure"), row, half * 2 + 1)
        for half in (1, 3):
            grid.setColumnStretch(half, 1)
        return grid

    def _facts(self, preview: Preview, now: datetime) -> list[tuple[str, str]]:
        price: Decimal | None = preview.measure.price
        leaves = show.moment(preview.leaves_at) if preview.leaves_at and preview.leaves_at > now else "すぐに送信"
        return [
            ("文字数", f"{preview.measure.units}"),
            ("料金区分", f"{preview.measure.tier}"),
            ("見込み料金", show.yen(price)),
            ("目的", PURPOSES[self._request.purpose]),
            ("送信", leaves),
            ("担当", self._request.clerk or "―"),
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
