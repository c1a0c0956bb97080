"""`dreampower-sms secret` as it is called on a server: lists, keeps and forgets, and shows no key."""

import io
from pathlib import Path

import pytest

from dreampower_sms.__main__ import main
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.gateways import registry
from dreampower_sms.services.secrets import Secrets
from tests import real_gateway
from tests.real_gateway import KEY, NAME

ID = "loopback-1a2b"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(registry.GATEWAYS, NAME, real_gateway.ROW)
    path = str(tmp_path / "dreampower.sqlite3")
    upgrade(path)
    database = Database(path)
    with database.write() as session:
        session.add(ContractRow(id=ID, gateway=NAME, title="本店", profile="default", options={}))
    database.close()
    return tmp_path


def _call(folder: Path, *words: str) -> int:
    return main(["secret", "--data", str(folder), *words])


def test_a_key_comes_in_by_standard_input_and_is_listed_by_its_place_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call(folder) == 0
    assert f"{ID}（本店）　api_key" in (said := capsys.readouterr().out)
    assert "なし" in said
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    assert _call(folder, "本店", "api_key") == 0
    assert Secrets(folder, {}, lambda: None).read(ID, "api_key") == KEY
    assert _call(folder) == 0
    said = capsys.readouterr().out
    assert "暗号化ファイル" in said
    assert KEY not in said
    assert _call(folder, ID, "api_key", "--delete") == 0
    assert Secrets(folder, {}, lambda: None).read(ID, "api_key") == ""


@pytest.mark.parametrize("words", [("nobody", "api_key"), ("本店", "password"), ("本店", "api_key")])
def test_what_can_not_be_kept_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert _call(folder, *words) == 2
    assert capsys.readouterr().err.strip().endswith("。")
