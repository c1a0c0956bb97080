"""Where shipped files and the shop's data are found."""

from pathlib import Path

import platformdirs
import pytest

from dreampower_sms import paths


def test_a_shipped_file_is_found() -> None:
    assert paths.resource("fonts/OFL.txt").read_text(encoding="utf-8").startswith("Copyright")
    assert (paths.migrations_dir() / "env.py").is_file()


def test_the_package_comes_before_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, repository = tmp_path / "package", tmp_path / "repository"
    for base in (package, repository):
        (base / "resources").mkdir(parents=True)
        (base / "resources" / "both.txt").touch()
    (repository / "resources" / "one.txt").touch()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    monkeypatch.setattr(paths, "_REPOSITORY", repository)
    assert paths.resource("both.txt") == package / "resources" / "both.txt"
    assert paths.resource("one.txt") == repository / "resources" / "one.txt"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(paths.ResourceMissingError, match=r"help/nothing\.html"):
        paths.resource("help/nothing.html")


def test_data_and_logs_lie_where_the_person_says(tmp_path: Path) -> None:
    data = paths.data_dir(tmp_path / "shop" / "data")
    assert data == tmp_path / "shop" / "data"
    assert paths.log_dir(data).parent == data
    assert paths.log_dir(data).is_dir()


def test_the_home_sign_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths.data_dir(Path("~/shop")) == tmp_path / "shop"


def test_else_in_the_person_s_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name, appauthor: tmp_path / name / str(appauthor or ""))
    assert paths.data_dir() == tmp_path / "DreamPowerSMS"
    assert paths.data_dir().is_dir()
