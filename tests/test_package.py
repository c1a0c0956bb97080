"""What reaches a clerk's PC: the locked packages, and a wheel that carries all that the program reads."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parent.parent
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
WISHES = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-dev.lock": PROJECT["dependency-groups"]["dev"],
}

_LOOK = """
from pathlib import Path
import dreampower_sms
from dreampower_sms import paths
home = Path(dreampower_sms.__file__).parent
for found in (paths.resource("styles/app.qss"), paths.resource("fonts"), paths.migrations_dir() / "env.py"):
    assert found.exists() and home in found.parents, found
"""


@pytest.mark.parametrize("name", WISHES)
def test_a_lock_file_pins_every_package_by_version_and_hash_and_names_no_host(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    entries = re.split(r"\n(?=\w)", text.replace("\\\n", " ").strip())
    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


@pytest.mark.parametrize("name", WISHES)
def test_a_lock_file_holds_what_pyproject_wishes(name: str) -> None:
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", (HOME / name).read_text(encoding="utf-8"), re.MULTILINE)
    locked = {canonicalize_name(package): version for package, version in pins}
    for wish in map(Requirement, WISHES[name]):
        assert wish.specifier.contains(locked[canonicalize_name(wish.name)]), wish


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=HOME, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.parametrize("folder", ["migrations", "resources"])
def test_the_wheel_holds_each_file_of(folder: str, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith(f"dreampower_sms/{folder}/")}
    here = {
        f"dreampower_sms/{path.relative_to(HOME).as_posix()}"
        for path in (HOME / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == here


def test_the_wheel_holds_no_more_than_the_program(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"dreampower_sms"}
    assert [name for name in names if "__pycache__" in name] == []


def test_the_installed_program_finds_its_files_and_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", site, wheel], check=True)
    env = {**os.environ, "PYTHONPATH": str(site)}
    subprocess.run([sys.executable, "-c", _LOOK], cwd=tmp_path, env=env, check=True)
    check = [sys.executable, "-m", "dreampower_sms", "doctor", "--self-test", "--data", tmp_path / "data"]
    done = subprocess.run(check, cwd=tmp_path, env=env, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
