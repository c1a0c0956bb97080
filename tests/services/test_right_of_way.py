"""The window goes first: who gives way waits while it paints, and not for ever."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from dreampower_sms.db.engine import Database
from dreampower_sms.services.couriers import Couriers
from dreampower_sms.services.right_of_way import RightOfWay
from tests.services.fakes import until


@contextmanager
def courier(right_of_way: RightOfWay) -> Generator[Couriers]:
    """One that gives way."""
    couriers = Couriers(1, "test", right_of_way.give_way)
    yield couriers
    couriers.close()


def test_the_window_is_out_of_the_way_also_after_a_failure() -> None:
    right_of_way = RightOfWay()

    def paint() -> None:
        with right_of_way.taken():
            problem = "a screen failed while it painted"
            raise ValueError(problem)

    with pytest.raises(ValueError, match="painted"):
        paint()
    assert not right_of_way.is_taken


def test_a_courier_leaves_behind_the_window() -> None:
    right_of_way, beside = RightOfWay(longest=60), list[bool]()
    with courier(right_of_way) as couriers:
        with right_of_way.taken():
            couriers.carry(1, lambda: beside.append(right_of_way.is_taken))
            time.sleep(0.05)  # its chance to leave too soon
        until(lambda: beside == [False])


def test_a_window_that_paints_for_ever_keeps_nothing_from_leaving() -> None:
    right_of_way, beside = RightOfWay(longest=0.05), list[bool]()
    with courier(right_of_way) as couriers, right_of_way.taken():
        couriers.carry(1, lambda: beside.append(right_of_way.is_taken))
        until(lambda: beside == [True])


def test_every_statement_gives_way_in_its_own_thread(database: Database) -> None:
    asked = list[str]()
    other = Database(
        database.url.render_as_string(hide_password=False), lambda: asked.append(threading.current_thread().name)
    )

    def work() -> None:
        with other.write() as session:
            session.execute(text("SELECT 1"))
            session.execute(text("SELECT 2"))

    thread = threading.Thread(target=work, name="sender")
    thread.start()
    thread.join(30)
    other.close()
    assert len(asked) >= 2  # and what the driver is told on the way
    assert set(asked) == {"sender"}
