"""ショートメッセージ送信: choose a template by digit or type, see what it counts and costs, F9."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.services.drafts import Draft, Drafts
from dreampower_sms.services.send import Changed, Confirmed, Preview, Recipient, Refused, SendRequest, SendService
from dreampower_sms.services.templates import TemplateEntry, Templates, TemplateStep
from dreampower_sms.ui import wording
from dreampower_sms.ui.compose import ComposeView
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, ENTER, HELP, Key, Screen
from dreampower_sms.ui.refusals import refusal_text

_DRAFT_MS = 400
"""A pause of typing this long keeps the draft."""


CHANGED = "表示していた内容と変わりました。確かめて、もう一度 F9 を押してください。"
STOPPED_WAITING = "送信確認には進みません。"
DRAFT_FIRST = "送信していない下書きがあるため、それを開きました。再送は、下書きを送るか消した後にできます。"


@dataclass(frozen=True, slots=True)
class SendDoors:
    """Where this screen leads."""

    confirm: Callable[["SmsSendScreen", str, Preview], None]
    sent: Callable[["SmsSendScreen", Confirmed, SendRequest], None]
    """Both get the screen that sends: another one may stand below or above it."""
    details: Callable[[int | None], None]
    notices: Callable[[], None]
    statement: Callable[[Preview], None]
    edit_template: Callable[[int], None]
    new_template: Callable[[str, Purpose], None]
    """With a text that was typed here."""
    kept: Callable[[TemplateStep], None]
    """A text was kept as a template, which can be taken back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is loaded once when the screen opens."""

    recipient: Recipient
    templates: Sequence[TemplateEntry]
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an earlier message said, for a new one."""

    text: str
    purpose: Purpose


class SmsSendScreen(Screen):
    """One message to one customer."""

    id, title = "sms_send", "ショートメッセージ送信"
    keys = (
        {
            1: HELP,
            3: Key(
                "定型修正", "edit_template", help="選んだ定型メッセージを直します。未選択のときは本文から作ります。"
            ),
            5: Key("詳細", "open_details", manual=True, help="送信履歴と定型メッセージの管理を開きます。"),
            6: Key(
                "定型登録", "keep_as_template", "why_no_template", help="入力した本文を定型メッセージに登録します。"
            ),
            7: Key("確認書", "print_statement", "why_not_send", manual=True, help="送る内容を紙に印刷します。"),
            9: Key("送信", "go_on", "why_not_send", manual=True, help="送信確認に進みます。"),
            12: replace(CLOSE, manual=True),
        },
    )

    def __init__(
        self,
        send: SendService,
        templates: Templates,
        drafts: Drafts,
        jobs: Jobs,
        doors: SendDoors,
        clerk: str,
        customer: Customer,
        vehicle: Vehicle | None,
        *,
        confirm_first: bool,
        contract_id: str = "",
        beginning: Beginning | None = None,
    ) -> None:
        super().__init__()
        self._send, self._templates, self._drafts, self._jobs, self._doors = send, templates, drafts, jobs, doors
        self._clerk, self._customer, self._vehicle, self._confirm_first = clerk, customer, vehicle, confirm_first
        self._contract_id, self._beginning = contract_id, beginning
        self._job_id = send.new_job_id()
        self._recipient: Recipient | None = None
        self._preview: Preview | None = None
        self._waiting: Callable[[Preview], None] | None = None
        """What a key began that goes on with the preview of what is typed now, as soon as it is there."""
        self._sending = False
        self._draft_failed = False
        self._done = False
        self._draft_timer = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._draft_timer.timeout.connect(self._keep_draft)
        self.view = ComposeView(self)
        self.view.changed.connect(self._changed_by_hand)
        self.view.body.installEventFilter(self)
        self.view.notices_asked.connect(doors.notices)
        self.view.template_named.connect(self._add_template)
        self._jobs.changed.connect(self._heard)
        self._jobs.start(self, lambda _job: self._load(), self._opened)

    # --- what the keys do --------------------------------------------------------------------------------

    def go_on(self) -> None:
        """F9: to the confirmation, or straight out where the shop switched that off (as the manual has it)."""
        self._when_seen(self._go_on)

    def why_not_send(self) -> str:
        """The heaviest reason against it, as a sentence."""
        if self._sending:
            return "送信を登録しています。"
        if self._recipient is None:
            return "読み込み中です。少しお待ちください。"
        preview = self._preview_of_now()
        return "" if preview is None else _why_not(preview)  # None: the key waits until it is known

    def send_now(self, seen: Preview) -> None:
        """Put it into the outbox. A second press while the first is on its way does nothing."""
        if self._sending:
            return
        self._sending = True
        self.changed.emit()
        self._jobs.write(self, lambda _job: self._send.confirm(self._job_id, seen), self._answered, failed=self._failed)

    def open_details(self) -> None:
        """F5: history, usage, templates."""
        self._doors.details(self._customer.id)

    def edit_template(self) -> None:
        """F3: the chosen template; with none chosen a new one from what is typed, with all that the editor offers."""
        chosen = self.view.template_id()
        if chosen is not None:
            self._doors.edit_template(chosen)
        else:
            self._doors.new_template(self.view.text(), Purpose(self.view.purpose()))

    def keep_as_template(self) -> None:
        """F6: keep the typed text as a template; a name is proposed, Enter keeps it."""
        self.view.ask_template_name()

    def why_no_template(self) -> str:
        """There has to be a text."""
        return "" if self.view.text().strip() else wording.sentence("empty_text")

    def print_statement(self) -> None:
        """F7: a 確認書 of this message."""
        self._when_seen(self._doors.statement)

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.view.templates

    def entered(self) -> None:
        self._waiting = None  # another screen was opened since
        if self._recipient is not None:
            self._jobs.start(self, lambda _job: self._load(), self._refreshed, lane="load")

    def escape(self) -> None:
        if self._waiting is not None:
            self._stop_waiting()
        elif not self.view.close_name_panel():
            self.go_back()

    def unsaved(self) -> str:
        """The draft keeps itself; only when that failed would something be lost."""
        return "メッセージの下書き" if self._draft_failed and self.view.text().strip() else ""

    def save_unsaved(self) -> bool:
        self._keep_draft()
        return False

    def left(self) -> None:
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._keep_draft()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter right behind F9 is meant for 送信確認: it makes no new line, and sends nothing that nobody saw."""
        if self._waiting is not None and event.type() == QEvent.Type.KeyPress:
            return cast("QKeyEvent", event).key() in ENTER
        return super().eventFilter(watched, event)

    # --- inside ----------------------------------------------------------------------------------------------

    def _load(self) -> Opened:
        return Opened(
            self._send.recipient(self._customer, self._vehicle),
            self._templates.list(),
            self._drafts.load(self._customer.id, self._clerk),
        )

    def _opened(self, opened: Opened) -> None:
        self._recipient = opened.recipient
        self.view.show_recipient(opened.recipient)
        self.view.show_templates(opened.templates)
        if opened.draft is not None:
            self._job_id = opened.draft.job_id
            self.view.restore(opened.draft.body, opened.draft.template_id)
            self.say(DRAFT_FIRST if self._beginning else "送信していない下書きを読み込みました。")
        elif self._beginning is not None:
            self.view.begin(self._beginning.text, self._beginning.purpose)
            self.say("前に送った本文を読み込みました。確かめてから F9 で送信します。")
        self._typed()

    def _refreshed(self, opened: Opened) -> None:
        self._recipient = opened.recipient
        self.view.show_templates(opened.templates)
        self._typed()

    def _request(self) -> SendRequest | None:
        if self._recipient is None:
            return None
        return SendRequest(
            recipient=self._recipient,
            text=self.view.text(),
            purpose=Purpose(self.view.purpose()),
            clerk=self._clerk,
            contract_id=self._contract_id,
            template_id=self.view.template_id(),
            overrides=self.view.overridden(),
            override_reason=self.view.override_reason(),
        )

    def _changed_by_hand(self) -> None:
        if self._waiting is not None:
            self._stop_waiting()
        self._typed()

    def _typed(self) -> None:
        if self._recipient is None:
            return
        self._look()
        if not self._done:
            self._draft_timer.start()

    def _look(self) -> None:
        """Ask what would be sent now."""
        if (request := self._request()) is not None:
            self._jobs.start(
                self,
                lambda _job: self._send.preview(request),
                self._show_preview,
                failed=self._not_seen,
                lane="preview",
            )

    def _preview_of_now(self) -> Preview | None:
        """The preview, where it was made of what stands here; None while that is on its way."""
        return self._preview if self._preview is not None and self._preview.request == self._request() else None

    def _when_seen(self, act: Callable[[Preview], None]) -> None:
        """Do this with what the screen shows; when that is older than what is typed, as soon as it is not."""
        if (preview := self._preview_of_now()) is not None:
            act(preview)
        else:
            self._waiting = act
            self._look()

    def _stop_waiting(self) -> None:
        self._waiting = None
        self.say(STOPPED_WAITING)

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.view.show_preview(preview)
        self.changed.emit()
        if self._preview_of_now() is None:  # it brought a reason that the clerk's own word sets aside
            self._look()
            return
        act, self._waiting = self._waiting, None
        if act is None or not self.isVisible():
            return
        if reason := _why_not(preview):
            self.say(reason, "warn")
        else:
            act(preview)

    def _not_seen(self, error: Exception) -> None:
        self._waiting = None
        self.say(wording.explain(error)[0], "error")

    def _go_on(self, seen: Preview) -> None:
        if self._confirm_first:
            self._doors.confirm(self, self._job_id, seen)
        else:
            self.send_now(seen)

    def _keep_draft(self) -> None:
        if self._done:
            return
        args = (self._customer.id, self._clerk, self._job_id, self.view.text(), self.view.template_id())
        self._jobs.write(self, lambda _job: self._drafts.save(*args), self._draft_kept, failed=self._draft_lost)

    def _draft_kept(self, _none: object) -> None:
        self._draft_failed = False

    def _draft_lost(self, error: Exception) -> None:
        self._draft_failed = True
        self.say(wording.explain(error)[0], "error")

    def _answered(self, answer: Confirmed | Refused | Changed) -> None:
        self._sending = False
        if not isinstance(answer, Confirmed):
            self._recipient = answer.preview.request.recipient  # with what is on record by now
            self._show_preview(answer.preview)
            if isinstance(answer, Changed):
                self.say(CHANGED, "warn")
            else:
                self.say(_why_not(answer.preview), "error")
            return
        request = self._request()
        self.finish()
        if request is not None:
            self._doors.sent(self, answer, request)

    def finish(self) -> None:
        """The message is in the outbox: its draft goes."""
        self._done = True
        self._draft_timer.stop()
        customer, clerk = self._customer.id, self._clerk
        self._jobs.write(self, lambda _job: self._drafts.drop(customer, clerk), lambda _none: None)

    def renew(self) -> None:
        """What was confirmed before is another text: this one becomes a message of its own."""
        self._job_id = self._send.new_job_id()
        self._typed()

    def _failed(self, error: Exception) -> None:
        """Nothing is lost and nothing was sent: the same press may be repeated with the same job."""
        self._sending = False
        self.say(wording.explain(error)[0], "error")
        self.changed.emit()

    def _add_template(self, name: str) -> None:
        body, purpose, clerk = self.view.text(), Purpose(self.view.purpose()), self._clerk
        self._jobs.write(
            self,
            lambda _job: self._templates.add(name, body, purpose, clerk),
            self._template_added,
            failed=self._template_refused,
        )

    def _template_added(self, step: TemplateStep) -> None:
        self.view.close_name_panel()
        digit = step.after.values["digit"]
        key = f"（{digit} キー）" if digit else ""
        self._doors.kept(step)
        self.say(f"定型メッセージ「{step.name}」を登録しました{key}。Ctrl+Z で元に戻せます。")

    def _heard(self, topic: object) -> None:
        if topic is Topic.TEMPLATES:
            self._jobs.start(self, lambda _job: self._templates.list(), self.view.show_templates, lane="templates")

    def _template_refused(self, error: Exception) -> None:
        self.view.template_name_wrong(wording.explain(error)[0])


def _why_not(preview: Preview) -> str:
    return refusal_text(preview.stopping[0], preview) if preview.stopping else ""
