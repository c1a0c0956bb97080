"""送信履歴: every filter against the same question in plain Python, with texts that SQL likes to misread."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.errors import SearchStopped
from dreampower_sms.domain.history import GROUPS, HistoryFilter, StateGroup
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import MessageRow, Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.text import kana_key, search_key
from dreampower_sms.services.history import History
from tests.sending import NOON, job_of, recipient

TEXTS = (
    "車検のご案内です", "50%引き", "50円引き", "a_b", "aXb", "it's \\ done", "\\%", "'; DROP TABLE messages; --",
    "𠮷野家で🚗を洗う",
    "ETC の更新", "etc.", "Ｅｔｃ", "ÄÖ", "äö", "改行\nあり", "/ も // も", "ァ゙", "",
)  # fmt: skip
PEOPLE = (
    ("山田 太郎", "ヤマダ タロウ"),
    ("𠮷田 花子", "ヨシダ ハナコ"),
    ("O'Neil_100%", "オニール"),
    ("髙橋\\商会", "タカハシ"),
)
PIECES = (
    "%", "_", "'", "\\", "\\%", "0%", "a_b", "A_B", "𠮷", "🚗", "🚕", "etc", "ETC", "Ｅｔｃ", "ｅｔｃ",
    "Ä", "ä", "\n", "/", "//", "--",
    "案内", "ァ", "゙", "引き",
)  # fmt: skip
NAMES = (
    "山田",
    "やまだ",
    "ﾔﾏﾀﾞ",
    "山田太郎",
    "太郎",
    "吉田",
    "𠮷",
    "はなこ",
    "'",
    "_",
    "%",
    "\\",
    "o'neil",
    "高橋",
    "髙橋",
    "旧姓",
    "🚗",
)


@pytest.fixture
def history(database: Database, add_customer: Callable[..., Customer]) -> History:
    """One message a text and person, in jobs whose titles are the texts; one person had another name then."""
    people = [
        add_customer(name=name, kana=kana, name_key=search_key(name), kana_key=kana_key(kana), mobile=f"0902000000{n}")
        for n, (name, kana) in enumerate(PEOPLE)
    ]
    for n, (text, person) in enumerate(product(TEXTS, people)):
        was = "旧姓 山本" if person is people[0] and n % 3 == 0 else person.name
        at = NOON + timedelta(hours=n // 2)
        message = replace(
            recipient(n, body=text, not_before=at), price=Decimal(n % 3 + 1), customer_id=person.id, customer_name=was,
            excluded=Reason.OPTED_OUT if n % 5 == 0 else None,
        )  # fmt: skip
        job = replace(job_of([message], JobKind.SINGLE), title=TEXTS[(n * 7) % len(TEXTS)], clerk=f"担当 {n % 3}",
                      purpose=tuple(Purpose)[n % 3])  # fmt: skip
        with database.write() as session:
            messages.confirm(session, job, NOON - timedelta(days=n))
    return History(database)


def _ascii(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _holds(text: str, piece: str) -> bool:
    return _ascii(piece) in _ascii(text)


def _today(row: MessageRow, piece: str) -> bool:
    """By the name and reading of the customer as they are now."""
    assert row.customer_id is not None
    name, kana = PEOPLE[row.customer_id - 1]
    key, spoken = search_key(piece), kana_key(piece)
    return bool(key and key in search_key(name)) or bool(spoken and spoken in kana_key(kana))


def _check(
    history: History, everything: list[MessageRow], wanted: HistoryFilter, fits: Callable[[MessageRow], bool]
) -> int:
    expected = [row for row in everything if fits(row)]
    assert list(history.ids(wanted)) == [row.id for row in expected], wanted
    assert history.page(wanted, limit=1000) == expected
    totals = history.totals(wanted)
    assert totals.messages == history.count(wanted) == len(expected)
    assert totals.price == sum((row.price for row in expected if row.state is not State.EXCLUDED), Decimal(0))
    return len(expected)


def test_pieces_of_texts_titles_and_names(history: History) -> None:
    """One test, because the shop behind it is what costs."""
    everything = history.page(HistoryFilter(), limit=1000)
    assert len(everything) == len(TEXTS) * len(PEOPLE)
    for piece in PIECES:
        _check(history, everything, HistoryFilter(text=piece), lambda row, p=piece: _holds(row.body, p))
        _check(history, everything, HistoryFilter(job_title=piece), lambda row, p=piece: _holds(row.job_title, p))
    found = {
        piece: _check(
            history,
            everything,
            HistoryFilter(name=piece),
            lambda row, p=piece: _holds(row.customer_name, p) or _today(row, p),
        )
        for piece in NAMES
    }
    assert found["やまだ"] == found["ﾔﾏﾀﾞ"] == found["山田太郎"] == found["太郎"] == len(TEXTS)
    assert found["吉田"] == found["はなこ"] == len(TEXTS)
    assert 0 < found["旧姓"] < found["山田"] == len(TEXTS)
    assert found["🚗"] == 0


def test_all_filters_hold_together(history: History) -> None:
    everything = history.page(HistoryFilter(), limit=1000)
    since, until = NOON + timedelta(hours=2), NOON + timedelta(hours=30)
    wanted = HistoryFilter(
        since, until, customer_id=2, text="引き", clerk="担当 0", states=(State.QUEUED,), job_title="etc"
    )
    for without in (
        {}, {"since": None}, {"until": None}, {"customer_id": None}, {"text": ""}, {"clerk": ""}, {"states": ()},
        {"job_title": ""}, {"purpose": Purpose.URGENT}, {"name": "よしだ"}, {"number_part": "2000"},
    ):  # fmt: skip
        each = replace(wanted, **without)

        def fits(row: MessageRow, f: HistoryFilter = each) -> bool:
            return (
                (f.since is None or row.history_at >= f.since)
                and (f.until is None or row.history_at < f.until)
                and f.customer_id in (None, row.customer_id)
                and _holds(row.body, f.text)
                and f.clerk in ("", row.clerk)
                and (not f.states or row.state in f.states)
                and _holds(row.job_title, f.job_title)
                and f.purpose in (None, row.purpose)
                and (not f.name or _today(row, f.name))
                and f.number_part in _written(row.e164)
            )

        assert _check(history, everything, each, fits)


@pytest.mark.parametrize("part", ["0", "0902", "902000", "2000", "0000", "0003", "8190", "8180", "81", "819", "1"])
def test_a_piece_of_a_number_is_looked_for_in_the_number_as_it_is_written(history: History, part: str) -> None:
    everything = history.page(HistoryFilter(), limit=1000)
    found = _check(history, everything, HistoryFilter(number_part=part), lambda row: part in _written(row.e164))
    assert bool(found) is not part.startswith("8")


def _written(e164: str) -> str:
    return "0" + e164.removeprefix("+81")


def test_every_state_stands_in_one_group_and_a_group_finds_its_states(history: History) -> None:
    stored = [state for state in State if state is not State.DRAFT]
    assert sorted(state for group in GROUPS.values() for state in group) == sorted(stored)
    assert set(GROUPS) == set(StateGroup)
    everything = history.page(HistoryFilter(), limit=1000)
    found = {
        group: _check(history, everything, HistoryFilter(states=states), lambda row, s=states: row.state in s)
        for group, states in GROUPS.items()
    }
    assert found[StateGroup.EXCLUDED] + found[StateGroup.NOT_SENT] == len(everything)


def test_everybody_who_sent_is_offered_once(history: History) -> None:
    assert history.clerks() == ["担当 0", "担当 1", "担当 2"]


def test_a_question_that_nobody_waits_for_ends(history: History) -> None:
    stop = Stop()
    stop.now()
    for ask in (history.first, history.ids, history.totals):
        with pytest.raises(SearchStopped):
            ask(HistoryFilter(text="案内"), stop=stop)
