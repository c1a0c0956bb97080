"""The page of one message: its exact text, what helps, and all that happened in the order it happened."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from dreampower_sms.domain.history import Attempt, Result, Timeline
from dreampower_sms.domain.messages import MessageRow, Purpose, State
from dreampower_sms.ui import show
from dreampower_sms.ui.timeline import events, timeline_html
from tests.sending import NOON, number

ROW = MessageRow(
    1,
    "a" * 32,
    NOON,
    NOON,
    NOON,
    None,
    "試験",
    number(1),
    "本文",
    2,
    1,
    Decimal(20),
    State.ACCEPTED,
    "",
    "",
    Purpose.ROUTINE,
    "",
)


def _page(row: MessageRow, *deliveries: str) -> str:
    at = NOON + timedelta(minutes=1)
    results = tuple(Result(at, at, delivery, "", "", "practice") for delivery in deliveries)
    return timeline_html(Timeline(row, None, NOON, "", (), "", (), results, "g-1", None, None, "", None, ""))


def test_a_phone_out_of_reach_is_called_and_not_written_to_again() -> None:
    page = _page(ROW, "pending", "unreachable")
    assert f"電話する：{show.number(ROW.e164)}" in page
    assert "送り直さない" in page
    assert show.moment(NOON + timedelta(hours=2)) in page


def test_a_phone_that_is_back_or_has_got_it_needs_no_call() -> None:
    assert "電話する" not in _page(ROW, "unreachable", "pending")
    assert "電話する" not in _page(replace(ROW, state=State.DELIVERED), "unreachable", "delivered")
    assert "電話する" not in _page(ROW)


LINE = Timeline(ROW, None, NOON, "", (), "", (), (), "", None, None, "", None, "")


def _seconds(n: int) -> datetime:
    return NOON + timedelta(seconds=n)


def _course(line: Timeline) -> list[str]:
    return [what for _, what in events(line)]


def test_no_result_stands_before_the_answer_to_its_request() -> None:
    line = replace(
        LINE,
        attempts=(Attempt(1, _seconds(4), _seconds(5), "accepted", "", ""),),
        results=tuple(
            Result(_seconds(4), _seconds(n), said, "", "", "") for n, said in ((6, "pending"), (9, "delivered"))
        ),
        message=replace(ROW, state=State.DELIVERED),
        settled_at=_seconds(4),
    )
    assert _course(line) == [
        "送信を登録", "送信 1 回目", "送信サービスが受け付けました", "配信中", "到達",
    ]  # fmt: skip
    assert events(line)[3][0].endswith("12:00:04")


def test_a_late_answer_of_a_first_try_stands_with_that_try() -> None:
    line = replace(
        LINE,
        attempts=(
            Attempt(1, _seconds(1), _seconds(2), "not_sent", "gateway_unavailable", ""),
            Attempt(2, _seconds(60), None, "", "", ""),
        ),
        message=replace(ROW, state=State.POSTING),
    )
    assert _course(line)[1:] == [
        "送信 1 回目",
        "送信できませんでした（まだ送られていません）：送信サービスにつながりません。しばらくしてから自動でもう一度試します。",
        "送信 2 回目",
        "返事を待っています",
    ]


def test_an_attempt_whose_sender_vanished_and_what_a_person_decided() -> None:
    line = replace(
        LINE,
        attempts=(Attempt(1, _seconds(1), None, "", "", ""),),
        message=replace(ROW, state=State.REJECTED, code="lease_lost"),
        settled_at=_seconds(90),
        decided_by="佐藤",
        decided_at=_seconds(90),
        decided_reason="電話で確かめた",
    )
    assert _course(line)[2:] == [
        "返事を受け取る前に送信の処理が途切れました", "佐藤 の判断：電話で確かめた", "結果確定：送信拒否",
    ]  # fmt: skip
    assert "送信の途中でプログラムが止まりました" in timeline_html(line)


def test_a_code_without_a_sentence_is_shown_as_it_came() -> None:
    line = replace(
        LINE,
        attempts=(Attempt(1, _seconds(1), _seconds(2), "refused", "E-999", "No such <thing>"),),
        results=(Result(_seconds(3), _seconds(3), "failed", "77", "", ""),),
        message=replace(ROW, state=State.REJECTED, code="E-999"),
        gateway_id="g-<1>",
    )
    assert _course(line)[2:] == ["送信サービスが断りました：コード E-999　No such <thing>", "不達：コード 77"]
    page = timeline_html(line)
    assert "No such &lt;thing&gt;" in page
    assert "<p>コード E-999</p>" in page
    assert "g-&lt;1&gt;" in page


def test_one_that_waits_says_until_when_and_why() -> None:
    tomorrow = NOON + timedelta(days=1)
    line = replace(LINE, message=replace(ROW, state=State.QUEUED), not_before=tomorrow, held="outside_window")
    page = timeline_html(line)
    assert "送信時間を待っています" in page
    assert f"送信予定</b>&nbsp;</td><td>{show.moment(tomorrow)}" in page
    assert "送信予定" not in timeline_html(LINE)


def test_the_end_of_what_never_left() -> None:
    gone = replace(LINE, settled_at=_seconds(7), decided_at=_seconds(7), decided_by="佐藤")
    assert _course(replace(gone, message=replace(ROW, state=State.CANCELLED)))[-1] == "取消：佐藤"
    left_out = replace(LINE, settled_at=NOON, message=replace(ROW, state=State.EXCLUDED, code="taken_out"))
    assert _course(left_out) == ["送信を登録", "除外：この一覧から外してあります。"]
    not_called = replace(LINE, attempts=(Attempt(1, _seconds(1), _seconds(2), "not_called", "", ""),))
    assert _course(not_called)[-1].startswith("送信サービスに渡す前に止まりました")


def test_the_text_stands_there_to_the_last_space(qapp: QApplication) -> None:
    document = QTextDocument()
    body = "一行目   三つの空白\n\n  字下げ &amp; <b>そのまま</b>"
    document.setHtml(timeline_html(replace(LINE, message=replace(ROW, body=body))))
    assert body in document.toPlainText()


def test_one_with_a_chosen_time_is_called_so_while_it_waits() -> None:
    planned = replace(ROW, scheduled_at=NOON + timedelta(days=1))
    assert show.state_name(replace(planned, state=State.QUEUED)) == "予約"
    assert show.state_name(replace(ROW, state=State.QUEUED)) == "送信待ち"
    assert show.state_name(planned) == "送信済"


def test_the_gateways_own_number_is_told_once() -> None:
    attempt = Attempt(1, NOON, _seconds(1), "accepted", "", "g-1")
    page = timeline_html(replace(LINE, attempts=(attempt,), gateway_id="g-1"))
    assert page.count("g-1") == 1
