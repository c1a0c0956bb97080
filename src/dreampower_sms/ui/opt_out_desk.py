"""配信停止 from any screen that shows a customer: ask for a reason, stop, resume, take back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dreampower_sms.domain.dates import wareki_short
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.optout import OptOut, OptOutStep
from dreampower_sms.ui import ask, show
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.opt_out_panel import OptOutPanel
from dreampower_sms.ui.wording.sending import PURPOSES

BY_WISH = "お客様の希望"


@dataclass(frozen=True, slots=True)
class OptOutParts:
    """What it uses."""

    opt_out: OptOut
    clerk: Callable[[], str]
    offer_undo: Callable[[str, Callable[[], None]], None]
    clock: Callable[[], datetime]
    say: Callable[[str, str], None]
    """A sentence with its severity, whatever screen is open by then."""


class OptOutDesk(QObject):
    """Drives the panel of one screen."""

    def __init__(self, screen: Screen, parts: OptOutParts, jobs: Jobs, home: QWidget) -> None:
        """`home` has the focus afterwards. No text field: Ctrl+Z would take back what was typed there instead."""
        super().__init__(screen)
        self._home = home
        self._screen, self._parts, self._jobs = screen, parts, jobs
        self._number, self._customer = "", 0
        self.panel = OptOutPanel()
        self.panel.decided.connect(self._stop)

    def toggle(self, number: str, customer_id: int, *, stopped: bool, purposes: Sequence[Purpose] = ()) -> None:
        """Ask for a reason and stop, or ask whether the customer wished it and resume.

        `purposes`: those that are stopped by themselves; lifting them is asked first, and no leads to stopping all.
        """
        self._number, self._customer = number, customer_id
        if purposes and not stopped:
            names = "・".join(PURPOSES[purpose] for purpose in purposes)
            text = f"{names}の配信停止を解除しますか？\n「いいえ」を選ぶと、すべてを止める理由をお聞きします。"
            lift = partial(self._resume, purposes[0])
            ask.yes_no(self._screen, "配信停止の解除", text, lift, no=self._open_panel, default_yes=False)
            return
        if not stopped:
            self._open_panel()
            return
        text = f"{show.number(number)} の配信停止を解除しますか？\nお客様から希望があったときだけ解除してください。"
        ask.yes_no(self._screen, "配信停止の解除", text, self._resume, default_yes=False)

    def _stop(self, reason: str) -> None:
        number, clerk, opt_out = self._number, self._parts.clerk(), self._parts.opt_out
        purpose, memo = self.panel.purpose, None
        if self.panel.into_memo:
            today = wareki_short(day_of(self._parts.clock()))
            memo = (self._customer, f"SMS 配信停止 {show.number(number)}（{today} {reason}）")
        self._jobs.write(self, lambda _job: opt_out.stop(number, reason, clerk, purpose, into_memo=memo), self._done)

    def _open_panel(self) -> None:
        self.panel.open_panel(show.number(self._number))

    def _resume(self, purpose: Purpose | None = None) -> None:
        number, clerk, opt_out = self._number, self._parts.clerk(), self._parts.opt_out
        self._jobs.write(self, lambda _job: opt_out.resume(number, BY_WISH, clerk, purpose), self._done)

    def _done(self, step: OptOutStep) -> None:
        self._home.setFocus()
        what = "キャンペーンの配信停止" if step.purpose else "配信停止"
        number, lifted = show.number(step.e164), "" if step.stopped else "の解除"
        self._parts.offer_undo(f"{number} の{what}{lifted}", lambda: self._undo(step))
        done = f"{what}にしました" if step.stopped else f"{what}を解除しました"
        self._screen.say(f"{number} を{done}。Ctrl+Z で元に戻せます。")
        self._jobs.tell(Topic.CUSTOMERS)

    def _undo(self, step: OptOutStep) -> None:
        clerk = self._parts.clerk()
        self._jobs.write(self._jobs, lambda _job: self._parts.opt_out.undo(step, clerk), self._undone)

    def _undone(self, step: OptOutStep) -> None:
        if step.kept_apart:
            self._parts.say(
                "配信停止は解除しました。お客様の登録がそのあとで変わったため、番号はメモに残っています。", "warn"
            )
        self._jobs.tell(Topic.CUSTOMERS)
