"""自由検索: the question, the list, and what is done with the list, by keys on the demo shop."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import text

from dreampower_sms.db.tables import CustomerRow, SearchTitleRow, SettingRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition
from dreampower_sms.domain.search.terms import Checked
from dreampower_sms.services.exporting.table import FileKind
from dreampower_sms.tour import Player
from dreampower_sms.ui.exporting import ExportSheet
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.search_result import ResultPanel
from tests.journeys import acts
from tests.journeys.printing import printed
from tests.journeys.searching import CTRL, found, into, names, opened, opened_without_titles, save, title
from tests.servers import AnyPostgres
from tests.ui.papers import flat

Key = Qt.Key


def ticked(result: ResultPanel) -> str:
    return result.ticked.text()


def people(player: Player) -> int:
    with acts.database(player).read() as session:
        return session.scalar(text("SELECT count(*) FROM customers WHERE archived_at IS NULL")) or 0


def test_the_simple_form_finds_by_name_and_counts_while_typing(player: Player) -> None:
    screen = opened(player)
    player.see("everybody counted", lambda: screen.question.count.figure.text() == f"{people(player):,} 件")
    player.commit("練習")
    player.see("fewer", lambda: screen.question.count.figure.text() not in {"―", f"{people(player):,} 件"})
    counted = screen.question.count.figure.text()
    result = found(player, screen)
    assert result.count.text() == counted
    assert all("練習" in name for name in names(result))
    player.press(Key.Key_F12)
    player.see("the form as it was", screen.question.isVisible)
    assert screen.question.simple.form.values()["name"] == "練習"


def test_the_simple_form_lists_vehicles_by_their_dates_and_refuses_impossible_ones(player: Player) -> None:
    screen = opened(player)
    fields = screen.question.simple.form.fields
    into(player, fields["expiry_from"].widget, "R8.2.30")
    player.press(Key.Key_F9)
    player.see("why not", lambda: "日付はありません" in fields["expiry_from"].error.text())
    into(player, fields["expiry_from"].widget, "R8.1.1")
    into(player, fields["expiry_to"].widget, "R7.1.1")
    player.press(Key.Key_F9)
    player.see("a range the wrong way round", lambda: "逆" in fields["expiry_to"].error.text())
    into(player, fields["expiry_to"].widget, "R30.1.1")
    result = found(player, screen)
    assert result.target is Target.VEHICLE
    assert result.model.rowCount() > 0


def test_nothing_found_stays_on_the_form_and_says_so(player: Player) -> None:
    screen = opened(player)
    player.commit("どこにもいない人")
    player.press(Key.Key_F9)
    player.see("a word", lambda: "該当するデータはありません" in acts.said(player))
    assert screen.question.isVisible()


def test_f2_turns_to_titles_at_once_and_for_the_whole_shop(player: Player) -> None:
    save(player, detailed=False)
    screen = opened(player)
    assert "詳細自由検索" in screen.why_no_edit_title()
    player.press(Key.Key_F2)
    player.see("the panel", screen.panel.check.hasFocus)
    player.press(Key.Key_Space, Key.Key_F9)
    player.see("the detailed form", lambda: screen.question.detailed)
    assert "F3" in screen.why_not_search()

    def kept() -> object:
        with acts.database(player).read() as session:
            row = session.get(SettingRow, ("shop", "detailed_search"))
            return row is not None and row.value is True

    player.see("it is kept", kept)
    player.press(Key.Key_F2, Key.Key_Space, Key.Key_Escape)
    player.see("the panel is gone", lambda: not screen.panel.isVisible())
    assert screen.question.detailed


def test_a_title_asks_for_its_items_and_is_remembered(player: Player) -> None:
    some = save(
        player,
        title("あ 全員", ()),
        title("い 法人と氏名", ("name", "kind"), ("name", "kind"), conditions=[Condition("sms", (Checked(True),))]),
    )
    screen = opened(player)
    player.see("the first title", lambda: screen.question.saved_id == some[0])
    player.press(Key.Key_Down)
    player.see("the second title", lambda: len(screen.question.conditions.rows) == 3)
    rows = screen.question.conditions.rows
    assert [row.info.key for row in rows] == ["name", "kind", "sms"]
    rows[0].editors[0].entry().setFocus()
    player.commit("株式会社、有限会社")
    rows[1].editors[0].entry().setFocus()
    player.press(Key.Key_Down, Key.Key_Down)
    result = found(player, screen)
    assert names(result)
    assert all("株式会社" in name or "有限会社" in name for name in names(result))
    assert {str(result.model.index(row, 2).data()) for row in range(result.model.rowCount())} == {"法人"}
    player.press(Key.Key_F12, Key.Key_F12)
    again = opened(player)
    player.see("the title used last", lambda: again.question.saved_id == some[1])


def test_ticks_survive_sorting_and_the_way_to_a_card_and_back(player: Player) -> None:
    save(player, title("全員", (), ("name", "kana", "zip")))
    screen = opened(player)
    result = found(player, screen)
    everybody = result.model.rowCount()
    assert ticked(result) == f"{everybody:,} 件", "all are ticked to begin with"
    player.press(Key.Key_I, modifier=CTRL)
    assert ticked(result) == "0 件"
    player.press(Key.Key_F6)
    player.see("a reason", lambda: "印が付いた行がありません" in acts.said(player))
    player.press(Key.Key_Space, Key.Key_Down, Key.Key_Down, Key.Key_Space)
    chosen = sorted(result.ticked_ids())
    assert ticked(result) == "2 件"
    before = names(result)
    player.press(Key.Key_3, modifier=CTRL)
    player.see("by postal code", lambda: result.whole and result.order is not None and result.order.item == "zip")
    player.see("its rows", lambda: "…" not in names(result) and names(result) != before)
    zips = [str(result.model.index(row, 3).data()) for row in range(50)]
    assert zips == sorted(zips)
    assert sorted(result.ticked_ids()) == chosen
    player.press(Key.Key_3, modifier=CTRL)
    player.see("the other way round", lambda: result.whole and result.order is not None and result.order.descending)
    player.press(Key.Key_End, Key.Key_Up)
    row = result.list.currentIndex().row()
    assert row == everybody - 2
    player.see("the row", lambda: str(result.model.index(row, 1).data()) != "…")
    name = str(result.model.index(row, 1).data())
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    card = player.program.window.screen
    assert isinstance(card, InquiryScreen)
    player.see("this customer", lambda: card.card.card is not None and card.card.card.customer.name == name)
    player.press(Key.Key_F12)
    player.see("the list again", lambda: player.on(FreeSearchScreen) and result.list.hasFocus())
    assert (result.list.currentIndex().row(), sorted(result.ticked_ids())) == (row, chosen)
    player.press(Key.Key_F12)
    assert found(player, screen).order == result.order, "the clerk's own order"


def test_all_and_none_and_a_copied_row(player: Player) -> None:
    screen = opened(player)
    result = found(player, screen)
    player.press(Key.Key_Space, Key.Key_A, modifier=CTRL)
    assert ticked(result) == "0 件", "Ctrl+A on all: none"
    player.press(Key.Key_A, modifier=CTRL)
    assert ticked(result) == f"{result.model.rowCount():,} 件"
    player.press(Key.Key_C, modifier=CTRL)
    assert QGuiApplication.clipboard().text().split("\t")[0] == names(result)[0]


def test_f6_writes_the_ticked_rows_to_a_file(player: Player, tmp_path: Path) -> None:
    screen = opened(player)
    result = found(player, screen)
    player.press(Key.Key_I, modifier=CTRL)
    player.press(Key.Key_Space, Key.Key_Down, Key.Key_Space)
    first, second = names(result)[:2]
    player.press(Key.Key_F6)
    player.see("the sheet", lambda: any(sheet.isVisible() for sheet in screen.findChildren(ExportSheet)))
    sheet = screen.findChildren(ExportSheet)[0]
    path = tmp_path / "list.csv"
    sheet.ask.choose_kind(FileKind.CSV_UTF8)
    sheet.ask.path.widget.setText(str(path))
    player.press(Key.Key_Return)
    player.see("it is written", sheet.done.isVisible)
    player.press(Key.Key_Return)
    player.see("the list again", result.list.hasFocus)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [first, second]


def test_f7_shows_pages_before_it_prints(player: Player, tmp_path: Path) -> None:
    screen = opened(player)
    found(player, screen)
    result = screen.result
    assert result is not None
    count, said = printed(player, tmp_path / "list.pdf")
    assert count >= 1
    cells = [result.list.model().index(row, column).data() for row in range(3) for column in range(1, 4)]
    for cell in cells:
        assert flat(str(cell or "")) in said


def test_f8_leads_to_a_message_to_the_ticked_rows(player: Player) -> None:
    screen = opened(player)
    player.commit("練習")
    result = found(player, screen)
    player.press(Key.Key_Space)
    many = result.ticked_count()
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    bulk = player.program.window.screen
    assert isinstance(bulk, BulkSendScreen)
    assert many == result.model.rowCount() - 1
    player.press(Key.Key_F12)
    player.see("the list again", lambda: player.on(FreeSearchScreen) and result.isVisible())


def test_a_title_that_another_pc_deleted_is_said_and_still_searched(player: Player) -> None:
    (kept,) = save(player, title("消えるタイトル", ("name",)))
    screen = opened(player)
    player.see("the title", lambda: screen.question.saved_id == kept)
    with acts.database(player).write() as session:
        session.get_one(SearchTitleRow, kept).deleted_at = datetime(2026, 1, 2, tzinfo=UTC)
    found(player, screen)
    player.see("a word", lambda: "消えるタイトル" in acts.said(player) and "削除" in acts.said(player))


def test_an_item_that_is_gone_is_named_and_left_out(player: Player) -> None:
    save(player, title("古いタイトル", ("name", "shoe_size"), ("name", "shoe_size")))
    screen = opened(player)
    player.see("which item", lambda: "shoe_size" in screen.question.warning.text())
    assert [row.info.key for row in screen.question.conditions.rows] == ["name"]
    found(player, screen)


@pytest.mark.parametrize("name", ["50%引き", "A_C商会", "O'Hara", "C:\\車", "👍自動車", "𠮷野家"])
def test_signs_in_values_mean_themselves(player: Player, name: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with acts.database(player).write() as session:
        session.add(CustomerRow(name=name, kana="ア", created_at=now, updated_at=now))
    screen = opened(player)
    player.commit(name)
    assert names(found(player, screen)) == [name]


def test_a_search_that_is_given_up_leaves_the_form_as_it_was(player: Player) -> None:
    screen = opened(player)
    player.commit("練習")
    screen.run_search()
    player.press(Key.Key_Escape)
    player.see("a word", lambda: "中止" in acts.said(player))
    assert screen.question.isVisible()
    assert screen.question.simple.form.values()["name"] == "練習"
    found(player, screen)


@pytest.fixture
def postgres_player(demo_postgres: str, postgres: AnyPostgres, start: Callable[[str], Player]) -> Iterator[Player]:
    with postgres.database(template=demo_postgres) as url:
        yield start(url)


def waiting(player: Player) -> list[int]:
    """Backends of this program that wait for a table that somebody holds."""
    wanted = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with acts.database(player).engine.connect() as connection:
        return list(connection.scalars(text(wanted)))


def test_a_connection_cut_during_a_search_is_said_and_the_program_goes_on(postgres_player: Player) -> None:
    player = postgres_player
    screen = opened(player)
    player.see("nothing under way", lambda: not screen.count.running)
    with acts.database(player).engine.connect() as holder:
        holder.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        player.press(Key.Key_F9)
        player.see("a search that waits", lambda: waiting(player))
        for backend in waiting(player):
            holder.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
        player.see("a word", lambda: "データベース" in acts.said(player))
    assert screen.question.isVisible()
    assert found(player, screen).model.rowCount() > 0


def test_esc_stops_a_search_and_a_count_on_the_server(postgres_player: Player) -> None:
    player = postgres_player
    screen = opened(player)
    player.see("nothing under way", lambda: not screen.count.running)
    with acts.database(player).engine.connect() as holder:
        holder.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        player.press(Key.Key_F9)
        player.see("a search that waits", lambda: waiting(player))
        player.press(Key.Key_Escape)
        player.see("it is gone", lambda: not waiting(player))
        assert "中止" in acts.said(player)
        player.commit("山")
        player.see("a count that waits", lambda: waiting(player))
        player.commit("田")
        player.see("the newest alone", lambda: len(waiting(player)) == 1)
        player.press(Key.Key_Escape)
        player.see("it is gone, too", lambda: not waiting(player))
        player.see("a word beside the form", lambda: "中止" in screen.question.count.hint.text())
    assert player.on(FreeSearchScreen)


def test_a_title_that_cannot_be_read_is_said_and_the_others_work(player: Player) -> None:
    broken, _whole = save(player, title("あ 壊れたタイトル", ()), title("い 全員", ()))
    with acts.database(player).write() as session:
        session.get_one(SearchTitleRow, broken).content = {"target": "spaceship"}
    screen = opened_without_titles(player)
    player.see("why", lambda: "読めません" in screen.question.warning.text())
    player.press(Key.Key_F9)
    player.see("the same at the key", lambda: "作り直してください" in acts.said(player))
    screen.question.titles.setFocus()
    player.press(Key.Key_Down)
    player.see("why once more", lambda: "作り直してください" in screen.why_not_search())
    player.press(Key.Key_Down)
    player.see("the other one", lambda: not screen.why_not_search())
    player.press(Key.Key_Up)
    player.see("why again", lambda: "読めません" in screen.question.warning.text())
    player.press(Key.Key_Down)
    player.see("and back", lambda: not screen.why_not_search())
    found(player, screen)
