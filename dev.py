#!/usr/bin/env python3
"""Everything a developer needs, from a fresh clone, with nothing but Python 3.11+.

    python3 dev.py run      the program with demo data and the practice gateway (without a screen: the tour)
    python3 dev.py test     format, lint, types, floors, then every test
    python3 dev.py setup    only set up .venv
    python3 dev.py lint | format | bench | faults | lock | tour

On Windows: ``py dev.py …``. Set-up is part of every command and takes no time when nothing changed.
Only the standard library is imported here: the virtual environment does not exist yet.
"""

import argparse
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".set-up"
LOCKS = ("requirements.lock", "requirements-dev.lock")
OLDEST = (3, 11)

# Debian's names of what Qt loads at run time. fontconfig finds no font by itself: ours is in resources/fonts.
QT_PACKAGES = (
    "libegl1", "libgl1", "libfontconfig1", "libfreetype6", "libglib2.0-0", "libdbus-1-3", "libxkbcommon0",
    "libx11-6", "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1",
    "libxkbcommon-x11-0",
)  # fmt: skip
SERVER_PACKAGES = ("postgresql",)


def main() -> int:
    """Run one command; the exit code of what it ran."""
    if sys.version_info < OLDEST:
        return _fail(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run, "test": test, "setup": lambda _: setup(), "lint": lint, "format": reformat, "bench": bench,
        "faults": faults, "lock": lock, "tour": tour,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=commands)
    options, rest = parser.parse_known_args()
    return commands[options.command](rest)


def setup(packages: Sequence[str] = QT_PACKAGES) -> int:
    """Virtual environment, locked packages, system libraries. Does nothing when all is there."""
    if missing := _missing_debian(packages):
        code = _install_debian(missing)
        if code:
            return code
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    print("Setting up .venv …", flush=True)
    if not PYTHON.exists():
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            code = _install_debian(["python3-venv"])
            if code:
                return code
            _run([sys.executable, "-m", "venv", VENV])
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = [word for name in LOCKS for word in ("-r", HOME / name)]
    for step in ([*pip, "--require-hashes", *locked], [*pip, "--no-deps", "--no-build-isolation", "-e", HOME]):
        if code := _run(step):
            return _fail("The packages could not be installed; the message above says why.", code)
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


def run(rest: list[str]) -> int:
    """Open the program on demo data; without a screen, say so and play the tour."""
    if code := setup():
        return code
    if not _has_screen():
        print("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set): playing the tour instead.")
        return tour(rest)
    return _run([PYTHON, "-m", "dreampower_sms", "--demo", *rest])


def tour(rest: list[str]) -> int:
    """Play the main job by real key events; a picture of each step goes to the folder that is printed."""
    if code := setup():
        return code
    shots = Path(rest[0]) if rest else HOME / "build" / "tour"
    shots.mkdir(parents=True, exist_ok=True)
    extra = {} if _has_screen() else {"QT_QPA_PLATFORM": "offscreen"}
    code = _run([PYTHON, "-m", "dreampower_sms", "tour", "--shots", shots], **extra)
    print(f"Pictures: {shots}")
    return code


def lint(_: list[str]) -> int:
    """Format, lint, types and floors; changes nothing."""
    if code := setup():
        return code
    steps = (
        [BIN / "ruff", "format", "--check", "--quiet"],
        [BIN / "ruff", "check", "--quiet"],
        [BIN / "lint-imports"],
        [BIN / "pyright"],
    )
    return _worst(steps)


def reformat(_: list[str]) -> int:
    """Let ruff format and mend what it can."""
    return setup() or _worst([[BIN / "ruff", "check", "--fix", "--quiet"], [BIN / "ruff", "format", "--quiet"]])


def test(rest: list[str]) -> int:
    """Everything that must hold before a commit. Words after `test` go to pytest, and then only pytest runs."""
    server = () if _find_initdb() or os.environ.get("DREAMPOWER_TEST_POSTGRES") else SERVER_PACKAGES
    if code := setup((*QT_PACKAGES, *server)):
        return code
    if rest:
        return _run([PYTHON, "-m", "pytest", *rest])
    return lint([]) or _run([PYTHON, "-m", "pytest"])


def bench(rest: list[str]) -> int:
    """Figures of `benchmarks/`; `--json` prints one JSON line a figure."""
    server = () if _find_initdb() else SERVER_PACKAGES
    return setup((*QT_PACKAGES, *server)) or _run([PYTHON, "-m", "benchmarks", *rest])


def faults(rest: list[str]) -> int:
    """Kill senders and servers at random and count what was doubled or lost; `--short` is the form of the tests."""
    server = () if _find_initdb() else SERVER_PACKAGES
    return setup((*QT_PACKAGES, *server)) or _run([PYTHON, "-m", "tests.faults", *rest])


def lock(_: list[str]) -> int:
    """Write both lock files anew, with hashes and without a word about where packages come from."""
    if code := setup():
        return code
    compile_ = [BIN / "uv", "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    for name in LOCKS:
        source = HOME / name.replace(".lock", ".in")
        if code := _run([*compile_, "--python-version", "3.11", "--quiet", source, "-o", HOME / name]):
            return code
    return _check_windows()


def _check_windows() -> int:
    """Whether every run-time package has a wheel for Windows."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "windows.txt"
        platform = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.12"]
        code = _run([BIN / "uv", "pip", "compile", *platform, "--quiet", "--no-annotate", "--no-header",
                     HOME / "requirements.in", "-c", HOME / "requirements.lock", "-o", pins])  # fmt: skip
        wheels = ["--only-binary=:all:", "--platform", "win_amd64", "--python-version", "3.12", "--no-deps"]
        code = code or _run([PYTHON, "-m", "pip", "download", "--quiet", *wheels, "-r", pins, "-d", folder])
        found = len(list(Path(folder).glob("*.whl")))
        wanted = sum(1 for line in pins.read_text(encoding="utf-8").splitlines() if "==" in line)
    print(f"Windows: {found} of {wanted} run-time packages have a wheel.")
    return code or int(found != wanted)


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{sys.version}{HOME}".encode())
    for name in (*LOCKS, "pyproject.toml"):
        digest.update((HOME / name).read_bytes())
    return digest.hexdigest()


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _find_initdb() -> str | None:
    return shutil.which("initdb") or next(iter(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None)


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
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        return _fail(f"Please install: {' '.join(packages)}")
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]  # pyright: ignore[reportAttributeAccessIssue]  # not on Windows
    may = not rights or (shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], check=False).returncode)
    if not may:
        return _fail(f"System packages are missing. Please run once:\n  sudo {' '.join(install)}")
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run([*rights, "apt-get", "update", "-q"], check=False, **quiet)
    if subprocess.run([*rights, *install], check=False, **quiet).returncode:
        return _fail(f"System packages could not be installed. Please run:\n  sudo {' '.join(install)}")
    return 0


def _worst(steps: Sequence[Sequence[str | Path]]) -> int:
    """Run every step, so that one look shows all that is wrong; the worst exit code."""
    return max(_run(step) for step in steps)


def _run(words: Sequence[str | Path], **extra: str) -> int:
    env = {**os.environ, **extra, "PYTHONUTF8": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code the program takes three times as long to start
    return subprocess.run([str(word) for word in words], cwd=HOME, env=env, check=False).returncode


def _fail(message: str, code: int = 1) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
