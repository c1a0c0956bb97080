"""What docs/install.md and README.md tell a person to type does what they say."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dreampower_sms import __main__ as program
from dreampower_sms.db.engine import normalised, shown
from dreampower_sms.db.errors import DatabaseUrlWrong
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.paths import Places
from tests.servers import AnyPostgres

HOME = Path(__file__).parent.parent
INSTALL = (HOME / "docs" / "install.md").read_text(encoding="utf-8")
README = (HOME / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ {4,}(\S[^#\n]*)", INSTALL + README, re.MULTILINE)
PROGRAM = "py -m dreampower_sms"
"""Needs nothing on PATH but what python.org's installer always puts there."""
COMMANDS = [
    line.strip()
    for line in (*BLOCKS, *re.findall(r"`([^`\n]+)`", INSTALL + README))
    if re.match(rf"({PROGRAM}|dreampower-sms)\b", line)
]
MAKE, RENEW = re.findall(r"```sql\n(.*?)```", INSTALL, re.DOTALL)
[PASSWORD] = re.findall(r"PASSWORD '(.+)'", MAKE)
[PASSFILE_LINE] = re.findall(r"`(sms-server:5432:.*)`", INSTALL)


@pytest.fixture
def shop(postgres: AnyPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL, without a password, of a database made as the page says."""
    for statement in filter(str.strip, MAKE.split(";")):
        postgres.execute(statement)
    url = make_url(postgres.url("shop"))
    passfile = tmp_path / "pgpass.conf"
    passfile.write_text(PASSFILE_LINE.replace("sms-server:5432", "*:*"), encoding="utf-8")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    yield shown(url._replace(username="shop").render_as_string())
    for name in ("shop", "shop_before"):
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    postgres.execute("DROP ROLE shop")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_one(command: str) -> None:
    words = shlex.split(command.replace("<", "").replace(">", "").replace(PROGRAM, "dreampower-sms"))[1:]
    assert program._parser().parse_args(words)


def test_nothing_that_is_to_be_typed_needs_another_path_or_a_shell_that_windows_lacks() -> None:
    assert {line.strip() for line in BLOCKS if line.startswith(PROGRAM)} >= {PROGRAM, f"{PROGRAM} doctor --self-test"}
    assert not [line for line in BLOCKS if re.match(r"dreampower-sms\b|pip\b|.*\.whl.*\*|.*\*.*\.whl|.*\^$", line)]


def test_the_wheel_has_the_name_that_is_to_be_typed() -> None:
    version = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    wheels = re.findall(r"\S*\.whl", INSTALL + README)
    assert len(wheels) >= 2
    assert set(wheels) == {rf"dist\dreampower_sms-{version}-py3-none-any.whl"}


def test_the_module_is_the_program() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "dreampower_sms", "--help"], capture_output=True, text=True, check=True
    )
    assert "usage: dreampower-sms" in said.stdout


def test_the_role_of_the_page_gets_its_database_going(
    shop: str, postgres: AnyPostgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert program.main(["connect", shop, *data]) == 0
    assert (tmp_path / "data" / "database.txt").read_text(encoding="utf-8").strip() == shop
    assert shop in capsys.readouterr().out
    assert program.main(["doctor", *data]) == 0
    assert "will be brought to" in capsys.readouterr().out
    assert program.main(["secret", *data]) == 0  # makes the tables, as the first window does
    assert program.main(["doctor", *data]) == 0
    assert f"({shop})" in (said := capsys.readouterr().out)
    assert "practice by practice" in said
    for statement in filter(str.strip, RENEW.split(";")):
        postgres.execute(statement)
    upgrade(shop)


def test_the_kept_database_is_opened_until_it_is_forgotten(
    shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = str(tmp_path / "dreampower.sqlite3")
    assert Places.of(tmp_path, None).database_url == own
    assert program.main(["connect", shop, "--data", str(tmp_path)]) == 0
    assert Places.of(tmp_path, None).database_url == shop
    assert Places.of(tmp_path, "other.sqlite3").database_url == "other.sqlite3"
    assert Places.of(tmp_path, None, demo=True).database_url == own  # never practice data in the shop's
    capsys.readouterr()
    assert program.main(["connect", "--data", str(tmp_path)]) == 0
    assert shop in capsys.readouterr().out
    assert program.main(["connect", "--forget", "--data", str(tmp_path)]) == 0
    assert Places.of(tmp_path, None).database_url == own


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://shop:secret@127.0.0.1/shop", "pgpass"),
        ("postgresql://shop@127.0.0.1/shop?password=secret", "pgpass"),
        ("shop.sqlite3", "connect は要りません"),
        ("mysql://shop@127.0.0.1/shop", "postgresql://"),
        ("postgresql://shop@127.0.0.1:number/shop", "postgresql://"),
        ("postgresql://shop@127.0.0.1:1/shop", "つながりません"),
    ],
)
def test_what_is_refused_is_said_and_not_kept(
    url: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["connect", url, "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_server_is_named_in_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://shop@127.0.0.1:1/shop"
    assert program.main(["doctor", "--data", str(tmp_path), "--database", url]) == 1
    assert "Connection refused" in capsys.readouterr().out


def test_a_shown_database_has_no_password() -> None:
    assert shown("postgresql+psycopg://a:b@c:1/d?sslmode=require") == "postgresql://a@c:1/d?sslmode=require"
    assert shown("D:/shop/my.sqlite3") == "D:/shop/my.sqlite3"
    assert normalised("postgres://a@b/c").drivername == "postgresql+psycopg"
    with pytest.raises(DatabaseUrlWrong):
        normalised("postgresql://a@b:port/c")
