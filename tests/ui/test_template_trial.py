"""Trying a template while it is written: pauses, the calculation over all customers and its end, links to places."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, QUrl
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer, CustomerKind
from dreampower_sms.domain.proofreading import Remark, proofread
from dreampower_sms.services.template_samples import Progress, Sample, Shown, Stop, TemplateSamples, Worst
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.remark_list import NOTHING, RemarkList
from dreampower_sms.ui.template_preview import COUNTING, FAULTY, STOPPED, TemplatePreview, worst_text
from dreampower_sms.ui.template_trial import Looked, TemplateTrial

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def person(number: int) -> Sample:
    customer = Customer(
        id=number, name=f"試験 {number}", kana="", honorific="様", kind=CustomerKind.INDIVIDUAL, zip="", address="",
        phone="", mobile=f"090-2000-{number:04}", email="", birthday=None, rank="", staff_name="", memo="", sms=True,
        is_dummy=False, number_bad="", version=1,
    )  # fmt: skip
    return Sample(customer, None)


class Shop(TemplateSamples):
    """Three customers, and a calculation that lasts until a test lets it end."""

    def __init__(self) -> None:
        self.calculated: list[str] = []
        self.began, self.may_end = threading.Event(), threading.Event()

    def customers(self) -> Sequence[int]:
        return [1, 2, 3]

    def first(self) -> int | None:
        return 2

    def sample(self, customer_id: int) -> Sample | None:
        return person(customer_id)

    def company(self) -> Company:
        return Company(name="山川自動車")

    def charset(self) -> str:
        return "cp932"

    def show(self, body: str, sample: Sample | None, clerk: str) -> Shown:
        text = f"{sample.customer.id if sample else 0}:{body}"
        return Shown(text, measure(text), (), (), (), NOW)

    def worst(self, body: str, clerk: str, progress: Progress, stop: Stop) -> Worst | None:
        self.calculated.append(body)
        self.began.set()
        progress(1, 4)
        while not self.may_end.wait(0.005):
            if stop():
                return None
        return Worst(3, {1: 2, 2: 1}, 0, {}, person(3), measure("あ" * 71))


class Stage:
    """A trial with what it shows."""

    def __init__(self, jobs: Jobs) -> None:
        self.shop, self.owner = Shop(), QObject()
        self.preview = TemplatePreview()
        self.trial = TemplateTrial(self.shop, self.preview, jobs, "佐藤", self.owner)
        self.looks: list[Looked] = []
        self.trial.looked.connect(self.looks.append)


@pytest.fixture
def stage(qtbot: QtBot, jobs: Jobs) -> Stage:
    made = Stage(jobs)
    qtbot.addWidget(made.preview)
    qtbot.waitUntil(lambda: made.trial.customer_id() == 2 and not made.trial.why_no_other())
    return made


def test_customers_go_round(qtbot: QtBot, stage: Stage) -> None:
    stage.trial.text_changed("文", Purpose.ROUTINE)
    assert "2 / 3 人目" in stage.preview.who.text()
    for by, expected in ((1, 3), (1, 1), (-1, 3)):
        stage.trial.go(by)
        qtbot.waitUntil(lambda expected=expected: stage.preview.text() == f"{expected}:文")


def test_only_the_text_as_it_stands_is_told_of(qtbot: QtBot, stage: Stage) -> None:
    for typed in ("あ", "あい", "あいう"):
        stage.trial.text_changed(typed, Purpose.ROUTINE)
    qtbot.waitUntil(lambda: stage.preview.text() == "2:あいう")
    assert {look.body for look in stage.looks} <= {"", "あいう"}


def test_the_worst_case_comes_after_a_pause_and_says_how_far_it_is(qtbot: QtBot, stage: Stage) -> None:
    stage.trial.text_changed("文", Purpose.ROUTINE)
    qtbot.waitUntil(stage.shop.began.is_set)
    qtbot.waitUntil(lambda: "25%" in stage.preview.worst.text())
    assert stage.trial.why_no_longest()
    stage.shop.may_end.set()
    qtbot.waitUntil(lambda: "区分2：1 名" in stage.preview.worst.text())
    stage.trial.show_longest()
    qtbot.waitUntil(lambda: stage.trial.customer_id() == 3)
    stage.trial.text_changed("文", Purpose.CAMPAIGN)
    qtbot.waitUntil(lambda: len(stage.looks) > 1)
    assert stage.shop.calculated == ["文"], "the text is the same"


def test_it_is_stopped_by_a_person_and_by_typing_on(qtbot: QtBot, stage: Stage) -> None:
    assert not stage.trial.stop()
    stage.trial.text_changed("一", Purpose.ROUTINE)
    qtbot.waitUntil(stage.shop.began.is_set)
    assert stage.trial.stop()
    assert stage.preview.worst.text() == STOPPED
    stage.shop.began.clear()
    stage.trial.text_changed("二", Purpose.ROUTINE)
    qtbot.waitUntil(stage.shop.began.is_set)
    stage.trial.text_changed("三", Purpose.ROUTINE)
    assert stage.preview.worst.text() == COUNTING
    stage.shop.may_end.set()
    qtbot.waitUntil(lambda: "区分2" in stage.preview.worst.text())
    assert stage.shop.calculated == ["一", "二", "三"]


def test_what_the_worst_case_says() -> None:
    far = Worst(5, {1: 2, 2: 1}, 1, {"車名": 1, "氏名": 3}, person(3), measure("あ" * 71), by_vehicle=True)
    assert worst_text(far).split("\n") == [
        "最も長い方で 71 文字・区分2（試験 3 様）",
        "区分1：2 台　区分2：1 台",
        "長すぎて送れない方：1 台",
        "空のため送れない方：氏名 3 台、車名 1 台",
    ]
    assert "まだいません" in worst_text(Worst(0, {}, 0, {}, None, None))


def test_while_there_is_a_fault_nothing_is_calculated(qtbot: QtBot) -> None:
    preview = TemplatePreview()
    qtbot.addWidget(preview)
    preview.show_worst(None)
    assert preview.worst.text() == FAULTY


def test_a_remark_with_a_place_is_a_link_to_it(qtbot: QtBot) -> None:
    shown = RemarkList()
    qtbot.addWidget(shown)
    asked: list[Remark] = []
    shown.asked.connect(asked.append)
    remarks = proofread("{氏なまえ}03-1234-5678<b>", Purpose.ROUTINE, Company(name="山川"))
    shown.show_remarks(remarks, ["キー 3 は<今>「案内」のものです。"])
    assert [line.split(" ")[0] for line in shown.lines()] == ["✕", "⚠", "⚠", "・"]
    assert "<今>" in shown.lines()[-1]
    assert [line.endswith("その場所へ") for line in shown.lines()] == [True, False, False, False]
    shown.anchorClicked.emit(QUrl("#0"))
    assert asked == [remarks[0]]
    twice = proofread("{山川}と{氏なまえ}と{氏なまえ}", Purpose.ROUTINE, Company(name="山川"))
    shown.show_remarks(twice)
    assert [line.partition("」")[0] for line in shown.lines()] == ["✕ 差し込み項目「山川", "✕ 差し込み項目「氏なまえ"]
    shown.anchorClicked.emit(QUrl("#1"))
    assert asked[-1] == twice[1]
    shown.show_remarks([])
    assert shown.lines() == [NOTHING]
