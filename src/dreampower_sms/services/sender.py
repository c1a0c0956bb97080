"""The sender: claim, look again, write `posting`, call the gateway, write what it answered.

One thread owns the loop and all of its database work; a few couriers only carry requests. So no transaction is
open while the network is, results are written in batches as large as the load makes them, and nothing is locked. The
same object runs as a thread of the window and as `dreampower-sms worker`; the database decides who sends what.

This module is the loop: when it works, sleeps, fails and ends. What it does with messages is in `services.send_run`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.services.answers import Answered
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.couriers import Couriers
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.gateways import GatewaySource
from dreampower_sms.services.send_run import SenderConfig, SendRun, Tools
from dreampower_sms.services.terms import ShopTerms

_log = logging.getLogger(__name__)

_WIND_DOWN_TURN = 0.5
"""Seconds between tries to write down what came in, while the program ends and the database is in trouble."""


class SenderBroken(ServiceError):
    """The sender met a problem that it can't name; it goes on trying."""

    code = "sender_broken"


class Sender:
    """Sends what is due until it is asked to stop."""

    name = "sender"

    def __init__(
        self,
        database: Database,
        gateways: GatewaySource,
        terms: ShopTerms,
        clock: Callable[[], datetime],
        changes: Changes,
        config: SenderConfig | None = None,
        troubled: Callable[[DreamPowerError | None], None] = lambda _error: None,
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        """`troubled` is told when the loop, or one contract, can't send, and None when all can again, in its thread.

        `give_way` is called before a request leaves, in the courier's thread.
        """
        self._config = config or SenderConfig()
        self._tools = Tools(database, gateways, terms, clock, changes, self._config)
        self._clock, self._troubled, self._give_way = clock, troubled, give_way
        self._inbox: queue.SimpleQueue[Answered | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = 0
        self._trouble: object = None
        """What was told last."""
        self._failed = False
        """Whether the last turn came to nothing."""
        self._took = 0.0
        """Seconds of the last turn."""
        self._woken = False
        """Something may have changed: a contract too, whose gateway is needed at once."""

    def wake(self) -> None:
        """There is something to send: look at once. What the loop itself tells the shop wakes nobody."""
        if threading.get_ident() != self._thread:
            self._inbox.put(None)

    def ask_to_stop(self) -> None:
        """End soon: finish what is posting, claim nothing more."""
        self._stopping.set()
        self._inbox.put(None)

    def run(self) -> None:
        """Send until asked to stop; within `SenderConfig.end` after that. One run at a time."""
        self._thread = threading.get_ident()
        run = SendRun(self._tools, self._inbox.put)
        couriers = Couriers(self._config.couriers, "courier", self._give_way)
        try:
            while not self._stopping.is_set():
                began = time.monotonic()
                wait = self._guarded(run, lambda: self._round(run, couriers))
                self._took = time.monotonic() - began
                self._collect(run, wait)
            self._wind_down(run, couriers)
        finally:
            couriers.close()

    def _round(self, run: SendRun, couriers: Couriers) -> float:
        """One turn of the loop. Returns how many seconds it may sleep unless something comes in."""
        now = self._clock()
        if self._failed:
            run.settle()  # by itself: the row that can't be posted must not keep answers from being written
        looks, self._woken = self._woken or self._failed or run.left_out is not None, False
        if run.needs_beat(now) or (looks and run.know_gateways()):
            run.settle()
            run.beat(now)
        wait = run.send_due(couriers)
        run.settle()  # where posting did not do it
        return wait

    def _guarded(self, run: SendRun, work: Callable[[], float]) -> float:
        """Run a turn. Whatever goes wrong is told and tried again: the loop ends only when it is asked to."""
        wait = self._config.after_trouble.total_seconds()
        error: DreamPowerError | None = None
        try:
            wait = work()
        except DreamPowerError as known:
            error = known  # logged by who is told
        except Exception as unknown:  # noqa: BLE001  a sender that dies of one odd row would lose all others
            _log.exception("the sender failed")
            error = SenderBroken(kind=type(unknown).__name__)
        self._failed = error is not None
        lasting = error or run.left_out
        if (trouble := lasting and (lasting.code, dict(lasting.details))) != self._trouble:
            self._trouble = trouble
            self._troubled(lasting)
        return wait

    def _collect(self, run: SendRun, wait: float) -> None:
        """Sleep until an answer or a wake-up comes in, or the time is over; then take what comes together with it."""
        try:
            came_in = self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait()
            until = time.monotonic() + min(self._took, self._config.together.total_seconds())
            while True:
                if came_in is None:
                    self._woken = True
                else:
                    run.take(came_in)
                left = until - time.monotonic() if run.is_worth_waiting else 0.0
                came_in = self._inbox.get(timeout=left) if left > 0 else self._inbox.get_nowait()
        except queue.Empty:
            return

    def _wind_down(self, run: SendRun, couriers: Couriers) -> None:
        """Wait for the answers under way, then end the run."""
        deadline = time.monotonic() + self._config.end.total_seconds()
        while run.is_waiting and (left := deadline - time.monotonic()) > 0:
            self._collect(run, min(left, _WIND_DOWN_TURN))
            self._guarded(run, lambda: _done(run.settle))
        self._guarded(run, lambda: _done(lambda: run.give_up(couriers)))


def _done(work: Callable[[], None]) -> float:
    """A turn that leaves no time to sleep."""
    work()
    return 0.0
