"""The house rules that no other tool checks. A failing test lists the places that break its rule."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
SRC = HOME / "src" / "dreampower_sms"

FILE_LINES = 400
FUNCTION_LINES = 50

JAPANESE_SENTENCE = re.compile(r"\w。|(です|ます|ません|ました|ください|下さい)$")
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(?:work|root|home|farm)/\w")
REGISTRY = re.compile(r"pythonhosted\.org|pypi\.org/simple|registry\.npmjs|registry\.yarnpkg|deb\.debian\.org")
SWITCHED_OFF = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore)(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[^\]]*\])?(?P<reason>.*)"
)
BINARY = {".ttf", ".png", ".zip", ".sqlite3"}
ONE_SYSTEM_ONLY = {"fcntl", "grp", "posix", "pwd", "resource", "syslog", "termios", "tty", "msvcrt", "winreg"}


@dataclass(frozen=True)
class Source:
    """One Python file, read when a test asks: every worker makes the list, and few of them run these tests."""

    path: Path

    @cached_property
    def lines(self) -> list[str]:
        return self._text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self._text)

    @cached_property
    def _text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def at(self, node: ast.AST | int) -> str:
        """A place as editors understand it."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.path.relative_to(HOME).as_posix()}:{line}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def _files(top: Path, ignored: set[str]) -> Iterator[Path]:
    for path in sorted(top.iterdir()):
        if path.name in ignored:
            continue
        if path.is_dir():
            yield from _files(path, ignored)
        else:
            yield path


IGNORED = {".git", *(line.strip("/") for line in (HOME / ".gitignore").read_text(encoding="utf-8").split())}
FILES = list(_files(HOME, IGNORED))
SOURCES = [Source(path) for path in FILES if path.suffix == ".py"]
SHIPPED = [source for source in SOURCES if SRC in source.path.parents]
MIGRATIONS = HOME / "migrations" / "versions"
WRITTEN = [source for source in SOURCES if MIGRATIONS not in source.path.parents]
"""Migrations are lists of statements that never change again: their length says nothing."""


def test_no_file_is_long() -> None:
    _expect_none([(source.at(1), len(source.lines)) for source in WRITTEN if len(source.lines) > FILE_LINES])


def test_no_function_is_long() -> None:
    lengths = [
        (source.at(function), function.name, (function.end_lineno or 0) - function.lineno + 1)
        for source in WRITTEN
        for function in source.functions()
    ]
    _expect_none([each for each in lengths if each[-1] > FUNCTION_LINES])


def test_sentences_for_clerks_stand_in_ui_and_resources_alone() -> None:
    found = [
        (source.at(line), text)
        for source in SHIPPED
        if SRC / "ui" not in source.path.parents and source.path.name != "tour.py"  # it reads what the screens say
        for line, text in _texts(source.tree)
        if JAPANESE_SENTENCE.search(text)
    ]
    _expect_none(found)


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and value of every string that is not a docstring."""
    lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in lone:
            yield node.lineno, node.value


def test_f_keys_belong_to_the_dispatcher() -> None:
    """Two owners of one key: Qt then runs neither. A menu bar would take F10."""
    others = [source for source in SHIPPED if SRC / "ui" in source.path.parents and source.path.name != "keys.py"]
    takes = re.compile(
        r"Key_F\d|[\"']F\d+[\"']|(QShortcut|QKeySequence)\(.*F\{|\bsetShortcuts?\(|\b[qm]enuBar\b", re.IGNORECASE
    )
    _expect_none(_matching(others, takes))


def test_no_lambda_is_connected() -> None:
    """It would keep a closed screen alive, and then fail on it."""
    _expect_none(
        _matching([source for source in SHIPPED if SRC / "ui" in source.path.parents], r"\.connect\(\s*lambda")
    )


def test_the_program_starts_on_windows_and_linux() -> None:
    at_the_top = [
        (source.at(node), name)
        for source in SHIPPED
        for node in source.tree.body
        for name in _imported(node)
        if name in ONE_SYSTEM_ONLY
    ]
    _expect_none(at_the_top)


def test_the_program_imports_only_what_it_declares() -> None:
    """What tests install on top must not be missed on a clerk's PC."""
    declared = {_plain(re.split(r"[^\w.-]", each)[0]) for each in _project()["dependencies"]}
    providers = metadata.packages_distributions()
    known = (
        sys.stdlib_module_names
        | {"dreampower_sms"}
        | {name for name, packages in providers.items() if declared & {_plain(each) for each in packages}}
    )
    comes_with = {"shiboken6"}  # PySide6 is built on it
    foreign = [
        (source.at(node), name)
        for source in SHIPPED
        for node in ast.walk(source.tree)
        for name in _imported(node)
        if name not in known | comes_with
    ]
    _expect_none(foreign)


def test_no_double_pretends_to_be_a_part() -> None:
    """A recorded mock passes when the real part changes."""
    _expect_none([source.at(node) for source in SOURCES for node in ast.walk(source.tree) if "mock" in _imported(node)])
    _expect_none(_matching(SOURCES, r"\bfrom unittest import mock|\bimport unittest\.mock"))


def test_every_switched_off_rule_says_why() -> None:
    """On the same line, or in a comment above it. Among them: why an import stands inside a function (PLC0415)."""
    silent = [
        source.at(number)
        for source in SOURCES
        for number, (above, line) in enumerate(pairwise(["", *source.lines]), 1)
        if (found := SWITCHED_OFF.search(line))
        and not (found["reason"].strip(" #") or "#" in line[: found.start()] or above.lstrip().startswith("#"))
    ]
    _expect_none(silent)


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = [
        (path.relative_to(HOME).as_posix(), match[0])
        for path in FILES
        if path.suffix not in BINARY and path != Path(__file__)
        for match in _names(path.read_text(encoding="utf-8"))
    ]
    _expect_none(found)


def _names(text: str) -> Iterator[re.Match[str]]:
    yield from MACHINE_PATH.finditer(text)
    yield from REGISTRY.finditer(text)


def test_dev_py_needs_nothing_but_python() -> None:
    tree = Source(HOME / "dev.py").tree
    assert {name for node in ast.walk(tree) for name in _imported(node)} <= sys.stdlib_module_names


def _expect_none(found: Sequence[object]) -> None:
    assert not found, "\n".join(["", *map(str, found)])


def _imported(node: ast.AST) -> Iterator[str]:
    """The first word of each module that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield (node.module or "").partition(".")[0]


def _matching(sources: list[Source], pattern: str | re.Pattern[str]) -> list[str]:
    return [
        source.at(number)
        for source in sources
        for number, line in enumerate(source.lines, 1)
        if re.search(pattern, line.partition("#")[0])
    ]


def _project() -> dict[str, list[str]]:
    return tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    "text", ["/ro" + "ot/x", "at /ho" + "me/someone.", "https://py" + "pi.org/simple/x", "dep: deb.de" + "bian.org"]
)
def test_a_machine_or_a_registry_is_known_by_its_name(text: str) -> None:
    assert list(_names(text))


@pytest.mark.parametrize("text", ["a/home/b", "~/work/x", "at home/work", "/working/x", "https://pypi.org/project/x"])
def test_other_names_are_free(text: str) -> None:
    assert not list(_names(text))
