"""A reason of まとめ送信 lets through who was shown when it was typed, and nobody who came since."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from sqlalchemy import func, select, update

from dreampower_sms.db.tables import CustomerRow, JobRow
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.tour import Player
from dreampower_sms.ui.bulk_reason import UNSEEN
from dreampower_sms.ui.screens.bulk_send import FINAL, REGISTER, BulkSendScreen
from tests.journeys import acts
from tests.journeys.test_bulk_mending import out

Key = Qt.Key
WHY = "電話番号を確かめたため"


def people_of(screen: BulkSendScreen) -> list[int]:
    assert screen._sorting is not None
    return list(dict.fromkeys(line.person.customer.id for line in screen._sorting.lines if line.out is None))


def fail(player: Player, people: Collection[int]) -> None:
    """Messages to these fail for good."""
    with acts.database(player).write() as session:
        flagged = update(CustomerRow).where(CustomerRow.id.in_(people))
        session.execute(flagged.values(number_bad="practice_undelivered"))


def failed(screen: BulkSendScreen) -> int:
    """How many are left out for it, 0 while the list is sorted."""
    found = screen._sorting if screen._request is not None else None
    return 0 if found is None else len(found.groups.get(Reason.NUMBER_FAILED, ()))


def with_a_reason(player: Player) -> tuple[BulkSendScreen, list[int]]:
    """Two whose number failed get it with a reason; and who else gets it."""
    screen = acts.bulk(player)
    two, rest, before = people_of(screen)[:2], people_of(screen)[2:], failed(screen)
    fail(player, two)
    player.press(Key.Key_F8)
    player.see("left out", lambda: failed(screen) > before)
    out(player, screen, Reason.NUMBER_FAILED)
    player.press(Key.Key_F6)
    player.commit(WHY)
    player.see("they get it", lambda: screen._request is not None and not failed(screen))
    return screen, rest


def test_whose_number_fails_since_waits_for_a_reason_of_its_own(player: Player) -> None:
    screen, rest = with_a_reason(player)
    fail(player, rest[:1])
    player.press(Key.Key_F8)
    player.see("shown, with those before", lambda: failed(screen) >= 3)
    assert screen.register.override_reason() == ""
    assert UNSEEN in acts.said(player)
    out(player, screen, Reason.NUMBER_FAILED)
    player.press(Key.Key_F6)
    player.commit(WHY)
    player.see("all of them get it", lambda: screen._request is not None and not failed(screen))
    assert screen.register.override_reason() == WHY


def test_what_changes_behind_the_last_step_takes_the_reason_back(player: Player) -> None:
    screen, rest = with_a_reason(player)
    player.press(Key.Key_F9)
    assert screen.page_names[screen.page] == FINAL
    with acts.database(player).read() as session:
        jobs = session.scalar(select(func.count()).select_from(JobRow))
    fail(player, rest[:1])
    player.press(Key.Key_F9)
    player.see("shown again", lambda: failed(screen) >= 3)
    assert screen.page_names[screen.page] == REGISTER
    assert screen.register.override_reason() == ""
    with acts.database(player).read() as session:
        assert session.scalar(select(func.count()).select_from(JobRow)) == jobs
