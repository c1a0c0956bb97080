"""Templates as a file, on both databases: a round trip, same names, and files that are wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import problems
from dreampower_sms.services.template_files import (
    LARGEST,
    Fate,
    TemplateFileError,
    TemplateFiles,
    read_file,
    write_file,
)
from dreampower_sms.services.templates import TemplateEntry, Templates, tidy_template
from tests.sending import Clock

BODY = "{自社名}です。「お車」の件でご連絡しました。\n𠮷"
GOOD = {"name": "案内", "purpose": "routine", "digit": 3, "body": BODY}


@pytest.fixture
def templates(database: Database, clock: Clock) -> Templates:
    return Templates(database, clock, "受付1")


@pytest.fixture
def files(database: Database, templates: Templates) -> TemplateFiles:
    return TemplateFiles(database, templates)


def numbered(name: str, number: int) -> str:
    return f"{name}（{number}）"


def written(path: Path, *entries: Any, **top: Any) -> Path:
    held = {"format": "dreampower-sms-templates", "version": 1, "templates": list(entries), **top}
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def refused(path: Path) -> TemplateFileError:
    with pytest.raises(TemplateFileError) as caught:
        read_file(path)
    return caught.value


def test_what_is_written_is_read_again(templates: Templates, files: TemplateFiles, tmp_path: Path) -> None:
    templates.seed()
    templates.add("案内", BODY, Purpose.URGENT, "佐藤")
    path = tmp_path / "定型.json"
    assert write_file(path, templates.list()) == len(templates.list())
    assert [one.same for one in files.compare(path)] == [True] * len(templates.list())
    assert not list(tmp_path.glob("*.part"))
    assert "「お車」の件" in path.read_text(encoding="utf-8"), "a person can read it"


def test_into_another_shop_it_comes_as_it_was(templates: Templates, files: TemplateFiles, tmp_path: Path) -> None:
    [incoming] = files.compare(written(tmp_path / "a.json", GOOD))
    assert (incoming.own, incoming.same) == (None, False)
    step = files.take([(incoming, Fate.ADD)], numbered, "佐藤")
    [entry] = templates.list()
    assert (entry.name, entry.purpose, entry.digit, entry.body) == ("案内", Purpose.ROUTINE, 3, BODY)
    assert step is not None
    assert templates.undo(step, "佐藤")
    assert templates.list() == []


def test_a_taken_name_is_left_replaced_or_added_beside_as_chosen(
    templates: Templates, files: TemplateFiles, tmp_path: Path
) -> None:
    templates.add("案内", "{自社名}です。うちの文です。", Purpose.CAMPAIGN, "佐藤")
    path = written(tmp_path / "a.json", {**GOOD, "digit": 1})
    [incoming] = files.compare(path)
    assert incoming.own is not None
    assert not incoming.same
    assert files.take([(incoming, Fate.SKIP)], numbered, "佐藤") is None

    beside = files.take([(incoming, Fate.RENAME)], numbered, "佐藤")
    assert [(e.name, e.digit) for e in templates.list()] == [("案内", 1), ("案内（1）", None)]
    assert beside is not None
    assert templates.undo(beside, "佐藤")

    replaced = files.take([(incoming, Fate.REPLACE)], numbered, "佐藤")
    assert [(e.name, e.digit, e.body, e.purpose) for e in templates.list()] == [("案内", 1, BODY, Purpose.ROUTINE)]
    assert replaced is not None
    assert templates.undo(replaced, "佐藤")
    assert templates.list()[0].body == "{自社名}です。うちの文です。"


def test_what_another_pc_changed_meanwhile_is_not_replaced(
    templates: Templates, files: TemplateFiles, tmp_path: Path
) -> None:
    templates.add("案内", "{自社名}です。うちの文です。", Purpose.ROUTINE, "佐藤")
    [entry] = templates.list()
    new = {**GOOD, "name": "新しい"}
    incoming = files.compare(written(tmp_path / "a.json", new, GOOD))
    base = templates.template(entry.id)
    templates.save(base, {**base.values, "body": "{自社名}です。直しました。"}, "鈴木")
    with pytest.raises(TemplateFileError) as caught:
        files.take([(incoming[0], Fate.ADD), (incoming[1], Fate.REPLACE)], numbered, "佐藤")
    assert (caught.value.code, caught.value.details["name"]) == ("template_file_moved_on", "案内")
    assert [e.body for e in templates.list()] == ["{自社名}です。直しました。"], "all or nothing"


@pytest.mark.parametrize(
    ("entry", "code", "details"),
    [
        ("文字", "template_file_entry", {}),
        ({**GOOD, "text": ""}, "template_file_field_unknown", {"field": "text"}),
        ({"name": "一", "purpose": "routine"}, "template_file_field_missing", {"field": "body"}),
        ({**GOOD, "name": 3}, "template_file_field_missing", {"field": "name"}),
        ({**GOOD, "purpose": "spam"}, "template_file_purpose", {"value": "spam"}),
        ({**GOOD, "digit": 10}, "template_file_digit", {"value": "10"}),
        ({**GOOD, "digit": True}, "template_file_digit", {"value": "True"}),
        ({**GOOD, "digit": 1.0}, "template_file_digit", {"value": "1.0"}),
        ({**GOOD, "body": "{氏なまえ}"}, "template_file_field_wrong", {"field": "body"}),
        ({**GOOD, "body": "あ\x00"}, "template_file_field_wrong", {"field": "body"}),
        ({**GOOD, "name": "\ud83d"}, "template_file_field_wrong", {"field": "name"}),
        ({**GOOD, "name": "長" * 61}, "template_file_field_wrong", {"field": "name"}),
    ],
)
def test_a_wrong_entry_is_named_by_its_number_and_field(
    tmp_path: Path, entry: Any, code: str, details: dict[str, str]
) -> None:
    error = refused(written(tmp_path / "a.json", {**GOOD, "name": "一件目"}, entry))
    assert (error.code, error.details["entry"]) == (code, "2")
    assert details.items() <= error.details.items()
    assert (error.problem is not None) == (code == "template_file_field_wrong")


def test_a_name_that_comes_twice_is_named(tmp_path: Path) -> None:
    error = refused(written(tmp_path / "a.json", GOOD, {**GOOD, "name": " 案内 "}))
    assert (error.code, error.details) == ("template_file_twice", {"entry": "2", "other": "1", "name": "案内"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "template_file_unreadable"),
        (b'{"format": "dreampower-sms-templates",\n "version" 1}', "template_file_unreadable"),
        ("名前,本文".encode("cp932"), "template_file_foreign"),
        (b"[]", "template_file_foreign"),
        (b'{"format": "other"}', "template_file_foreign"),
        (b'{"format": "dreampower-sms-templates", "version": 2}', "template_file_newer"),
        (b'{"format": "dreampower-sms-templates", "version": true}', "template_file_newer"),
        (b'{"format": "dreampower-sms-templates", "version": 1, "templates": []}', "template_file_empty"),
        (b"[" * 100_000, "template_file_unreadable"),
    ],
)
def test_another_file_is_refused_by_its_kind(tmp_path: Path, text: bytes, code: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text)
    assert refused(path).code == code


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}｛｝"), min_size=1, max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(Purpose), st.none() | st.integers(1, 9)), min_size=1))
def test_whatever_a_shop_keeps_comes_back_from_its_file(
    tmp_path_factory: pytest.TempPathFactory, held: list[tuple[str, str, Purpose, int | None]]
) -> None:
    wanted = [tidy_template({"name": n, "body": b, "purpose": p, "digit": d}) for n, b, p, d in held]
    kept = [each for each in wanted if not problems(each)]
    kept = [each for at, each in enumerate(kept) if each["name"] not in {one["name"] for one in kept[:at]}]
    assume(kept)
    path = tmp_path_factory.mktemp("files") / "a.json"
    write_file(path, [TemplateEntry(n, version=1, **each) for n, each in enumerate(kept)])
    assert read_file(path) == kept


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_file(path)[0]["body"] == BODY


def test_a_file_that_can_only_be_a_slip_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert refused(path).code == "template_file_large"


def test_no_file_and_no_place_to_write(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.json").code == "template_file_missing"
    with pytest.raises(TemplateFileError) as caught:
        write_file(tmp_path / "none" / "a.json", [])
    assert caught.value.code == "template_file_unwritable"
