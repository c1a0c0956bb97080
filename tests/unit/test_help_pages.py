"""The help pages: they open, lead to each other and nowhere else, and name keys, states and results as they are."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication

from dreampower_sms import paths
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.sendable import Reason, Weight
from dreampower_sms.domain.templates import FIELDS_BY_NAME, parse
from dreampower_sms.domain.windows import WindowWrong
from dreampower_sms.gateways.practice import Fate
from dreampower_sms.services.errors import ContractUnusable
from dreampower_sms.services.help_search import KEYS_HERE, sections
from dreampower_sms.ui.actions import ACTIONS
from dreampower_sms.ui.help_library import FEES_HERE
from dreampower_sms.ui.keysheet import HELP_PAGES, SCREENS, keys_html, pages
from dreampower_sms.ui.wording import gateways
from dreampower_sms.ui.wording.bulk import GROUPS
from dreampower_sms.ui.wording.sending import HELD, PURPOSES, SENTENCES, STATES
from tests.demo_files import e164_of, records

FOLDER = paths.resource("help")
PAGES = sorted(path.stem for path in FOLDER.glob("*.html"))
PICTURES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("pictures/*.png"))
WIDEST = 900
MAIN_JOB = ("menu", "inquiry", "button_custom", "sms_send", "sms_confirm", "sms_details")
BESIDE = ("index", "notices", "states", "complaints", "practice", "setup")
VOID = {"meta", "br", "hr", "img"}
RENDERED = {
    "html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "ol", "li", "b", "a", "table", "tr", "th", "td",
    "blockquote", "h3", "img",
}  # fmt: skip
"""Tags of Qt's rich text that the pages use."""


class Page(HTMLParser):
    """What a page holds; refuses what is not closed in order."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.bold: list[str] = []
        self.words = ""
        self.pictures: dict[str, str] = {}
        """What the page shows, and the words for who can't see it."""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert name not in {"style", "class", "onclick", "color", "bgcolor"}
            if name == "href":
                self.links.append(value or "")
            if name == "src":
                self.pictures[value or ""] = dict(attrs).get("alt") or ""
        if tag not in VOID:
            self.open.append(tag)
        if tag == "b":
            self.bold.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if "b" in self.open:
            self.bold[-1] += data


@pytest.fixture(params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def page(name: str) -> Page:
    return Page(FOLDER / f"{name}.html")


def anchors(name: str) -> set[str]:
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    return {section.anchor for section in sections(name, source)} - {""}


def text_of(name: str) -> str:
    return page(name).words


def test_every_page_is_there() -> None:
    assert set(PAGES) >= {*MAIN_JOB, *BESIDE}
    screens = {screen.base or screen.id for screen in SCREENS}
    assert set(MAIN_JOB) <= screens


def test_every_screen_with_a_help_key_has_a_page() -> None:
    with_help = {screen.base or screen.id for screen in SCREENS if any(1 in keys for keys in screen.keys)}
    assert with_help <= set(PAGES)


def test_it_is_whole_and_plain(name: str) -> None:
    found = page(name)
    assert found.tags <= RENDERED
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    assert source.startswith("<!DOCTYPE html>")
    title = re.search("<title>(.+)</title>", source)
    assert title
    assert f"<h1>{title[1]}</h1>" in source
    assert "://" not in source


def test_its_links_lead_to_pages_that_exist(name: str) -> None:
    for link in page(name).links:
        file, _, anchor = link.partition("#")
        at = file.removesuffix(".html") or name
        assert at in PAGES, link
        assert not anchor or anchor in anchors(at), link


def test_its_pictures_are_there_small_and_told_in_words(name: str) -> None:
    for picture, words in page(name).pictures.items():
        assert picture in PICTURES, picture
        assert words.endswith("画面")
        assert QImage(str(FOLDER / picture)).width() <= WIDEST


def test_every_picture_is_shown_and_all_of_them_are_light() -> None:
    assert {picture for each in PAGES for picture in page(each).pictures} == set(PICTURES)
    assert sum((FOLDER / picture).stat().st_size for picture in PICTURES) < 1_500_000


def test_help_opens_at_the_mode_of_the_screen() -> None:
    """A heading whose id is no mode of the page's screen would never be found by F1."""
    for at in PAGES:
        modes = {table.partition(".")[2] for table, _ in pages() if table.partition(".")[0] == at}
        assert anchors(at) <= modes or at not in {screen.id for screen in SCREENS}, at
    assert HELP_PAGES.section("sms_details", "templates") > 0


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set[str](), ["index"]
    while waiting:
        if (at := waiting.pop()) not in reached:
            reached.add(at)
            waiting += [link.partition("#")[0].removesuffix(".html") for link in page(at).links]
    assert reached == set(PAGES)


def test_qt_shows_it(name: str, qapp: QApplication) -> None:
    document = QTextDocument()
    document.setHtml((FOLDER / f"{name}.html").read_text(encoding="utf-8").replace(KEYS_HERE, keys_html(name)))
    shown = document.toPlainText()
    assert len(shown) > 150
    assert "<" not in shown
    if name in MAIN_JOB:
        assert "F12" in shown


@pytest.mark.parametrize("screen", MAIN_JOB)
def test_a_screens_keys_come_from_its_table(screen: str) -> None:
    source = (FOLDER / f"{screen}.html").read_text(encoding="utf-8")
    assert source.count(KEYS_HERE) == 1
    assert "F12" in keys_html(screen)
    assert not re.search(r"<td>\s*F\d+\s*</td>", source), "a key table typed by hand"


def test_fees_have_their_place_on_the_notices_only(name: str) -> None:
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    assert source.count(FEES_HERE) == (1 if name == "notices" else 0)


def test_every_key_in_the_text_has_that_label_somewhere(name: str) -> None:
    known = {f"F{number} {key.label}" for _, keys in pages() for number, key in keys.items()}
    of_screen = {
        f"F{number} {key.label}" for at, keys in pages() if at.split(".")[0] == name for number, key in keys.items()
    }
    named = {words for words in page(name).bold if re.match(r"F\d", words)}
    assert named <= known
    assert not of_screen or named & of_screen, "a screen's page tells what its keys do"


def test_every_state_is_explained_by_its_name() -> None:
    rows = re.findall("<tr><td>(?:<b>)?([^<]+)", (FOLDER / "states.html").read_text(encoding="utf-8"))
    assert set(STATES.values()) <= set(rows)
    assert len(STATES) == len(State)


def first_cells(name: str, heading: str) -> list[str]:
    """What the rows of the table under this heading are about."""
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    [section] = re.findall(rf"<h2[^>]*>{heading}</h2>(.*?)(?=<h2|</body>)", source, re.DOTALL)
    return re.findall("<tr><td>(.+?)</td>", section)


def beginning(sentence: str) -> str:
    """As far as it is always the same."""
    return re.split(r"[\[。]", sentence)[0]


def test_every_reason_to_wait_has_a_row_by_its_name() -> None:
    assert first_cells("states", "送信待ちの理由") == [HELD[held] for held in HELD]
    assert set(HELD) == set(Held)


def test_every_reason_to_leave_somebody_out_has_a_row_by_its_name() -> None:
    leaving_out = {reason for reason in Reason if reason.weight in {Weight.HARD, Weight.SOFT}}
    rows = first_cells("states", "「除外」になる理由")
    assert sorted(rows) == sorted(GROUPS[reason] for reason in leaving_out)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.weight in {Weight.HELD, Weight.WARNING}])
def test_every_reason_that_only_warns_is_told_by_its_sentence(reason: Reason) -> None:
    assert f"「{beginning(SENTENCES[reason])}」" in text_of("sms_send")


@pytest.mark.parametrize("code", [ContractUnusable.code, WindowWrong.code, "sender_broken", "poller_broken"])
def test_what_stands_in_the_message_line_until_it_is_mended_has_a_row(code: str) -> None:
    sentence = re.sub(r"\{\w+\}", "…", SENTENCES[code])
    assert [row for row in first_cells("trouble", "画面の下の赤い文が消えない") if sentence.startswith(row)]


def test_every_magic_number_of_the_practice_gateway_is_explained() -> None:
    source = (FOLDER / "practice.html").read_text(encoding="utf-8")
    rows = dict(re.findall("<tr><td>([^<]+)</td><td>(練習 [^<]+)</td>", source))
    assert set(rows) == {fate.value or "そのほか" for fate in Fate}
    by_name = {one["name"]: one for one in records("customers")}
    for last, customer in rows.items():
        fate = Fate.of(e164_of(by_name[customer]) or "")
        assert fate.value == ("" if last == "そのほか" else last)


def test_every_purpose_and_every_action_of_the_custom_bars_is_explained() -> None:
    assert all(PURPOSES[purpose] in text_of("sms_send") for purpose in Purpose)
    assert all(one.label in text_of("button_custom") for one in ACTIONS)


def test_fields_in_the_examples_exist(name: str) -> None:
    for slot in parse(re.sub(r"[^{}]*(\{[^{}]*\})?", r"\1", text_of(name))).slots:
        assert slot.name in FIELDS_BY_NAME


def cut(name: str) -> dict[str, str]:
    """The sections of a page, by heading."""
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    return {
        heading: re.sub("<[^>]+>", "", text)
        for heading, text in re.findall(r"<h2[^>]*>(.+?)</h2>(.*?)(?=<h2|</body>)", source, re.DOTALL)
    }


@pytest.mark.parametrize(
    ("sign", "still", "today"),
    [
        ("①", "1 通ごとにかかり", "届かなくても料金がかかる契約"),
        ("②", "どれも 1 文字", "絵文字や「𠮷」のような字は、2 文字以上"),
        ("③", "070", "PHS は終了"),
        ("④", "すぐには届かなくても", "どの通信会社も時間をおいて送り直します"),
        ("⑤", "返信は店に届きません", "契約によっては"),
        ("⑥", "1 通ごとに変えることはできません", "店の固定電話の番号や、差出人の名前を出せる契約もあります"),
    ],
)
def test_each_of_the_six_notices_says_what_still_holds_and_what_is_new(sign: str, still: str, today: str) -> None:
    [(heading, text)] = [each for each in cut("notices").items() if each[0].startswith(sign)]
    assert still in heading + text
    assert today in text


@pytest.mark.parametrize(
    ("complaint", "do"),
    [
        ("勝手に送ってこないで", "送信を止めます"),
        ("警告が出た", "「警告は気にしないで」とは言わないでください"),
        ("個人情報", "2017 年 5 月 30 日になくなりました"),
    ],
)
def test_each_kind_of_complaint_has_what_to_say_and_what_to_do(complaint: str, do: str) -> None:
    [text] = [text for heading, text in cut("complaints").items() if complaint in heading]
    assert "答え方の例" in text
    assert do in text


def test_no_page_says_a_thing_under_two_equal_headings(name: str) -> None:
    headings = re.findall(r"<h2[^>]*>(.+?)</h2>", (FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    assert len(headings) == len(set(headings))


def test_every_gateway_has_a_row_of_what_to_know_by_its_name() -> None:
    rows = re.findall("<tr><td>([^<]+)</td>", (FOLDER / "contract_edit.html").read_text(encoding="utf-8"))
    for gateway, called in gateways.NAMES.items():
        assert gateway == "practice" or called.partition("（")[0] in rows
