"""まとめ送信: one text to a list, in three steps. Nothing is lost on the way back."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from dreampower_sms.domain.listing import Line
from dreampower_sms.services.budget import MonthToDate
from dreampower_sms.services.bulk_drafts import AGAIN, DRAFT, BulkDraft, list_key_of
from dreampower_sms.services.bulk_send import Changed, ListIdTaken, Registered
from dreampower_sms.services.listing import Audience, BulkRequest, Sorting
from dreampower_sms.ui import wording
from dreampower_sms.ui.bulk_doors import BulkDoors, BulkParts, Opened, Start, read
from dreampower_sms.ui.bulk_draft import DraftKeeper, draft_of, fill_from
from dreampower_sms.ui.bulk_mending import Where, where_to_mend, why_nothing_leaves
from dreampower_sms.ui.bulk_reason import UNSEEN
from dreampower_sms.ui.bulk_sorting import SortingPanel
from dreampower_sms.ui.bulk_steps import FinalPanel, RegisterPanel, times_text
from dreampower_sms.ui.bulk_text import TextPanel
from dreampower_sms.ui.jobs import Job, Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen

_PAUSE_MS = 120
"""So long after the last key the list is sorted anew."""
TEXT, REGISTER, FINAL = "", "register", "final"
_STEPS = (TEXT, REGISTER, FINAL)
SORTING = "一覧を振り分けています。少しお待ちください。"


_TAKE_OUT = Key("外す", "take_out", "why_nobody", help="選んだ方をこの送信から外します。もう一度押すと戻します。")
_MEND = Key("修正", "mend", "why_nobody", help="選んだ方の、送れない理由を直す場所を開きます。戻ると振り分け直します。")
_AGAIN = Key("再確認", "check_again", help="登録内容を読み直して、振り分け直します。")
_BACK = Key("戻る", "go_back", help="ひとつ前に戻ります。入力した内容は残ります。")


class BulkSendScreen(Screen):
    """A message to many."""

    id, title = "bulk_send", "まとめ送信"
    page_names = _STEPS
    keys = (
        {
            1: HELP,
            3: _TAKE_OUT,
            5: Key("詳細", "open_details", help="選んだ方に送ったメッセージと結果を見ます。"),
            6: _MEND,
            7: Key("確認書", "print_statement", "why_not_on", help="送る内容と宛先の一覧を印刷します。"),
            8: _AGAIN,
            9: Key("送信", "to_register", "why_not_on", help="1 人ずつ内容を確かめる画面に進みます。"),
            12: _BACK,
        },
        {
            1: HELP,
            3: _TAKE_OUT,
            6: _MEND,
            8: _AGAIN,
            9: Key("登録", "to_final", "why_not_on", help="最後の確認に進みます。"),
            12: _BACK,
        },
        {1: HELP, 9: Key("送信", "send", "why_not_on", help="送信します。Enter でも送信できます。"), 12: _BACK},
    )

    def __init__(
        self,
        parts: BulkParts,
        jobs: Jobs,
        doors: BulkDoors,
        clerk: str,
        start: Start,
        budget: Decimal | None = None,
        contract_id: str = "",
    ) -> None:
        super().__init__()
        self._parts, self._bulk, self._jobs, self._doors = parts, parts.bulk, jobs, doors
        self._clerk, self._start, self._budget, self._contract_id = clerk, start, budget, contract_id
        self._job_id = self._bulk.new_job_id()
        self._list_key = list_key_of(start.kind, start.ids)
        place = AGAIN if start.text else DRAFT
        self._audience: Audience | None = None
        self._sorting: Sorting | None = None
        self._request: BulkRequest | None = None
        """What the sorting on the screen was asked for; None while a newer one is on its way."""
        self._month: MonthToDate | None = None
        self._when_wrong = ""
        self._taken_out: set[int] = set()
        self._sending = self._done = self._withdrawn = self._told = False
        self.text, self.register, self.final = TextPanel(), RegisterPanel(), FinalPanel()
        self.panel = SortingPanel(jobs)
        self._here: Mapping[Where, tuple[str, QWidget]] = {
            Where.BODY: (TEXT, self.text.body),
            Where.WHEN: (TEXT, self.text.when.widget),
            Where.REASON: (REGISTER, self.register.reason.widget),
        }
        """What is mended on this screen itself."""
        self._steps = QStackedWidget()
        for step in (self.text, self.register, self.final):
            self._steps.addWidget(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 8)
        row.setSpacing(16)
        row.addWidget(self._steps, 5)
        row.addWidget(self.panel, 4)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._sort)
        self._read = partial(read, parts, start, clerk, place, contract_id)
        self._keeper = DraftKeeper(self, parts.drafts, jobs, clerk, self._draft, place)
        self._keeper.failed.connect(self._draft_lost)
        self._connect()
        self._jobs.start(self, lambda _job: self._read(with_draft=True), self._opened, lane="load")

    # --- what the keys do --------------------------------------------------------------------------------

    def to_register(self) -> None:
        """F9 of the first step."""
        self._go_to(REGISTER, self.panel.people)

    def to_final(self) -> None:
        """F9 of the second step."""
        assert self._sorting is not None  # noqa: S101  `why_not_on` asked before
        self._show_final(self._sorting)
        self._go(FINAL)
        self.final.button.setFocus()

    def send(self) -> None:
        """F9 or Enter of the last step. Whatever is pressed meanwhile, it is one job."""
        seen = self._sorting
        if seen is None or self._sending:
            return
        self._sending = True
        self.changed.emit()
        self._jobs.write(
            self,
            lambda job: self._bulk.confirm(self._job_id, seen, job.progress, lambda: job.stopped),
            self._answered,
            failed=self._failed,
            progress=self._show_progress,
        )

    def why_not_on(self) -> str:
        """Why there is nothing to send, or not yet."""
        if self._sending:
            return "送信を登録しています。"
        if self._when_wrong:
            return self._when_wrong
        if self._sorting is None or self._request is None:
            return SORTING
        if self._sorting.unreadable is not None:
            error = self._sorting.unreadable
            return wording.sentence(error.code, **error.details)
        if not self.text.body.toPlainText().strip():
            return wording.sentence("empty_text")
        return why_nothing_leaves(self._sorting)

    def take_out(self) -> None:
        """F3: the selected person gets nothing this time; again: gets it after all."""
        place = self.panel.place()
        if self._sorting is not None and place is not None:
            self._taken_out ^= {self._sorting.lines[place].person.id}
            self._changed_text()

    def mend(self) -> None:
        """F6: to the place where that is mended for which the selected person gets nothing. The list is sorted anew on
        the way back.
        """
        line = self._selected()
        if line is None:
            return
        where, customer = where_to_mend(line), line.person.customer.id
        if where in self._here:
            self._go_to(*self._here[where])
        elif where is Where.VEHICLE and line.person.vehicle is not None:
            self._doors.vehicle(customer, line.person.vehicle.id)
        elif where is Where.SETUP:
            self._doors.setup()
        else:
            (self._doors.consent if where is Where.CONSENT else self._doors.customer)(customer)

    def why_nobody(self) -> str:
        """Somebody has to be selected."""
        return "" if self._selected_customer() is not None else "宛先の一覧で方を選んでください。"

    def check_again(self) -> None:
        """F8: read the people anew and sort."""
        self._reload()
        self.say("登録内容を読み直しています。")

    def open_details(self) -> None:
        """F5: what the selected person got, or everything."""
        self._doors.details(self._selected_customer())

    def print_statement(self) -> None:
        """F7: what goes to whom, on paper."""
        if self._sorting is not None:
            self._doors.statement(self._sorting)

    def go_back(self) -> None:
        step = _STEPS[self.page]
        if step == TEXT:
            super().go_back()
        elif not self._sending:
            if step == REGISTER:
                self._go_to(TEXT, self.text.body)
            else:
                self._go_to(REGISTER, self.panel.people)

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.text.templates

    def entered(self) -> None:
        if self._audience is not None and not self._done:
            self._reload()

    def unsaved(self) -> str:
        """The draft keeps itself; only when that failed would something be lost."""
        return "まとめ送信の下書き" if self._keeper.lost and self.text.body.toPlainText().strip() else ""

    def save_unsaved(self) -> bool:
        self._keeper.keep()
        return False

    def left(self) -> None:
        self._keeper.flush()

    # --- inside ----------------------------------------------------------------------------------------------

    def _opened(self, opened: Opened) -> None:
        self._refreshed(opened)
        if (draft := opened.draft) is not None:
            self._take_up(draft)
        elif not self.text.body.toPlainText():
            self.text.fill(self._start.title, self._start.text, self._start.purpose, self._start.template_id)
        if opened.audience.gone:
            self.say(f"一覧のうち {opened.audience.gone:,} 件は削除されているため除きました。", "warn")
        self._changed_text()

    def _take_up(self, draft: BulkDraft) -> None:
        """Go on with a draft; its job and the people it leaves out belong to its own list."""
        same = draft.list_key == self._list_key
        fill_from(draft, self.text, self.register, "" if same else self._start.title)
        if same:
            self._job_id, self._taken_out = draft.job_id, set(draft.taken_out)
        self.say("送信していない下書きを読み込みました。")

    def _refreshed(self, opened: Opened) -> None:
        self._audience, self._month = opened.audience, opened.month
        self.text.show_templates(opened.templates)
        self.register.show_templates(opened.templates)
        self._changed_text()

    def _reload(self) -> None:
        self._jobs.start(self, lambda _job: self._read(with_draft=False), self._refreshed, lane="load")

    def _changed_text(self) -> None:
        self._request = None
        self.changed.emit()
        self._soon.start()
        self._keeper.changed()

    def _wanted(self) -> BulkRequest | None:
        """The request as it stands on the screen; None while its time can't be read."""
        self._when_wrong = self.text.read_time(self._parts.clock())
        if self._when_wrong:
            return None
        return BulkRequest(
            kind=self._start.kind,
            text=self.text.body.toPlainText(),
            purpose=self.text.chosen_purpose(),
            clerk=self._clerk,
            contract_id=self._contract_id,
            title=self.text.heading.widget.text(),
            template_id=self.text.templates.template_id(),
            scheduled_at=self.text.chosen_time().at,
            greeting=self.register.wanted_greeting(),
            taken_out=frozenset(self._taken_out),
            overrides=self.register.overrides(),
            override_reason=self.register.override_reason(),
            about_inspection=self._start.about_inspection,
        )

    def _sort(self) -> None:
        wanted, audience = self._wanted(), self._audience
        self.changed.emit()
        if wanted is None or audience is None:
            return

        def work(job: Job) -> Sorting:
            return self._bulk.sort(audience, wanted, job.progress, lambda: job.stopped)

        self._jobs.start(self, work, self._show_sorting, progress=self._show_progress, lane="sort")

    def _show_sorting(self, sorting: Sorting) -> None:
        before, self._sorting, self._request = self._sorting, sorting, sorting.request
        self.text.totals.show_sorting(sorting, self._month, self._budget)
        self.register.show_sorting(sorting)
        self.panel.show_sorting(sorting)
        if _STEPS[self.page] == FINAL and before is not None:
            if self._bulk.differs(before, sorting):
                self._step_back(sorting)
            else:
                self._show_final(sorting)
        if (withdrawn := self.register.withdraw_unseen(sorting)) or self._withdrawn:
            self.say(UNSEEN, "warn")  # again when the list is sorted without it: what that tells stands over the first
        self._withdrawn = withdrawn
        self.changed.emit()

    def _show_final(self, sorting: Sorting) -> None:
        terms = self._bulk.terms_of(sorting.request)
        self.final.show_sorting(sorting, terms.contract.title, practice=terms.contract.practice)

    def _step_back(self, sorting: Sorting) -> None:
        """What the clerk was about to say yes to is not what would be sent now."""
        self._go_to(REGISTER, self.panel.people)
        times = times_text(sorting)
        told = f"確認のあとで内容が変わりました（送信日時：{times}）。"
        self.say(f"{told}宛先と料金を確かめて、もう一度 F9 を押してください。", "warn")

    def _show_person(self, place: int) -> None:
        lines = self._sorting.lines if self._sorting is not None else ()
        line = lines[place] if 0 <= place < len(lines) else None
        people = self.panel.people
        self.register.show_line(line, max(0, people.currentIndex().row()), people.model().rowCount())
        self.changed.emit()

    def _selected(self) -> Line | None:
        place = self.panel.place()
        return None if self._sorting is None or place is None else self._sorting.lines[place]

    def _selected_customer(self) -> int | None:
        line = self._selected()
        return None if line is None else line.person.customer.id

    def _go_to(self, step: str, place: QWidget) -> None:
        self._go(step)
        place.setFocus()

    def _go(self, step: str) -> None:
        self._steps.setCurrentIndex(_STEPS.index(step))
        self.show_mode(step)
        self.changed.emit()

    def _answered(self, answer: Registered | Changed) -> None:
        self._sending = False
        if isinstance(answer, Changed):
            self._audience = answer.audience
            self._step_back(answer.sorting)
            self._show_sorting(answer.sorting)
            return
        self._done = True
        self._keeper.drop()
        self._jobs.tell(Topic.MESSAGES, Topic.JOBS)
        if (seen := self._sorting) is not None:
            self._doors.registered(answer, seen)

    def _failed(self, error: Exception) -> None:
        """Nothing is lost and nothing was sent: the same press may be repeated with the same job."""
        self._sending = False
        if isinstance(error, ListIdTaken):
            self._job_id = self._bulk.new_job_id()
        self.say(wording.explain(error)[0], "error")
        self.changed.emit()

    def _show_progress(self, done: int, total: int) -> None:
        if done:  # a short list is done by the time that somebody could read of it
            told, self._told = self._told, done < total
            if told or self._told:
                self.say(f"{done:,} / {total:,} 人を確かめ" + ("ています…" if self._told else "ました。"))

    def _draft_lost(self, why: str) -> None:
        self.say(why, "error")

    def _draft(self) -> BulkDraft:
        return draft_of(self._job_id, self._list_key, self.text, self.register, self._taken_out)

    def _connect(self) -> None:
        self.text.changed.connect(self._changed_text)
        self.register.changed.connect(self._changed_text)
        self.final.pressed.connect(self._pressed)
        self.panel.person_moved.connect(self._show_person)
        self.panel.person_chosen.connect(self._chosen)
        for sequence, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(partial(self._step_person, step))

    def _step_person(self, step: int) -> None:
        self.panel.people.select_row(self.panel.people.currentIndex().row() + step)

    def _chosen(self, _place: int) -> None:
        self.mend()

    def _pressed(self) -> None:
        if reason := self.why_not_on():
            self.say(reason, "warn")
        else:
            self.send()
