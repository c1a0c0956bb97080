"""Every code has exactly one sentence, and every sentence gets the details that it names."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dreampower_sms
from dreampower_sms.db.errors import DatabaseUnreachable
from dreampower_sms.domain.budget import Overrun
from dreampower_sms.domain.characters import Why
from dreampower_sms.domain.dates import parse_date
from dreampower_sms.domain.errors import DateUnreadable, DreamPowerError, TemplateUnreadable
from dreampower_sms.domain.history import NotAgain
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.leaflet import Missing
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.phone import NumberKind
from dreampower_sms.domain.proofreading import Advice
from dreampower_sms.domain.search.check import ProblemCode
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.templates import parse
from dreampower_sms.gateways import registry
from dreampower_sms.services.importing.flaws import Flaw
from dreampower_sms.ui import wording
from dreampower_sms.ui.wording import sending
from dreampower_sms.ui.wording.contracts import choice_name

PACKAGE = Path(dreampower_sms.__file__).parent
FLOORS = ("domain", "db", "gateways", "services")
VALUES = {
    "FieldError": frozenset({"field"}),
    "Fault": frozenset({"field", "position"}),
    **dict.fromkeys(("Problem", "Refused", "NotSent", "Unknown"), frozenset[str]()),
}
"""What carries a code in its first argument and is no exception, with the details that come with every code."""


@dataclass(frozen=True)
class Raised:
    """One place in the sources that gives a code to a screen."""

    code: str
    given: frozenset[str]
    """Names of the details."""
    where: str


def all_errors() -> list[type[DreamPowerError]]:
    for floor in FLOORS:
        package = importlib.import_module(f"dreampower_sms.{floor}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: list[type[DreamPowerError]] = [DreamPowerError]
    for kind in found:
        found += kind.__subclasses__()
    return found


def constants(node: ast.expr) -> Iterator[str]:
    """The strings that an expression can be, as far as they stand in the source."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of something by its plain name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def assigned(tree: ast.AST) -> dict[str, set[str]]:
    """Strings that names of a file hold: `code = "a" if … else "b"`, `at, code = now, "a"`."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        else:
            pairs = [(target, value)]
        for name, text in pairs:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, set()).update(constants(text))
    return found


def raised() -> Iterator[Raised]:
    errors = {kind.__name__: kind for kind in all_errors()}
    for file in sorted(path for floor in FLOORS for path in (PACKAGE / floor).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = assigned(tree)
        for name, call in calls(tree):
            where = f"{file.relative_to(PACKAGE)}:{call.lineno}"
            if name in errors:
                first = call.args[0] if call.args else None
                known = set(constants(first)) if first is not None else {errors[name].code}
                known |= named.get(first.id, set()) if isinstance(first, ast.Name) else set()
                details = frozenset(word.arg for word in call.keywords if word.arg)
                yield from (Raised(code, details, where) for code in known)
            elif name in VALUES and call.args:
                first = call.args[0]
                known = named.get(first.id, set()) if isinstance(first, ast.Name) else set(constants(first))
                yield from (Raised(code, VALUES[name], where) for code in known)
        yield from stored_codes(tree, str(file.relative_to(PACKAGE)))
        if file.parent.name == "gateways" and file.name != "errors.py":  # codes of receipts
            yield from (Raised(code, frozenset(), str(file.name)) for code in named.get("code", set()) if code)


def stored_codes(tree: ast.Module, where: str) -> Iterator[Raised]:
    """Constants and tables that are codes by their own word: "Code of a message …", "Codes of a provider …"."""
    for constant, said in pairwise(tree.body):
        words = said.value.value if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) else ""
        if (
            isinstance(constant, ast.Assign)
            and str(words).startswith("Codes of")
            and isinstance(constant.value, ast.Dict)
        ):
            found = [
                code
                for value in constant.value.values
                for part in ast.walk(value)
                if isinstance(part, ast.expr)
                for code in constants(part)
            ]
            yield from (Raised(code, frozenset(), where) for code in found if code)
        if isinstance(constant, ast.Assign) and str(words).startswith(("Code of", "Why a job")):
            yield from (Raised(code, frozenset(), where) for code in constants(constant.value))


def enums() -> Iterator[Raised]:
    """Codes that are values of the domain, with the details that their screens have at hand."""
    yield from (Raised(kind.code, frozenset(), "NumberKind") for kind in NumberKind)
    yield from (Raised(why.code, frozenset({"char"}), "Why") for why in Why)
    yield from (Raised(reason.value, frozenset(), "Reason") for reason in Reason)
    yield from (Raised(advice.value, frozenset(), "Advice") for advice in Advice)
    yield from (Raised(held.value, frozenset(), "Held") for held in Held)
    yield from (Raised(overrun.value, frozenset(), "Overrun") for overrun in Overrun)
    yield from (Raised(code.value, frozenset({"item"}), "ProblemCode") for code in ProblemCode)
    yield from (Raised(why.value, frozenset(), "NotAgain") for why in NotAgain)
    yield from (Raised(missing.value, frozenset(), "Missing") for missing in Missing)
    yield from (Raised(flaw.value, frozenset({"value", "other"}), "Flaw") for flaw in Flaw)


ALL = sorted({*raised(), *enums()}, key=lambda each: (each.code, each.where))


def test_the_sources_are_really_read() -> None:
    assert len(ALL) > 110
    places = {(each.code, each.where.partition(":")[0]) for each in ALL}
    assert ("template_brace_stray", "domain/templates.py") in places  # by a variable
    assert ("date_ambiguous", "domain/dates.py") in places  # by a condition
    assert ("lease_lost", "db/claims.py") in places  # by a constant
    assert ("practice_refused", "gateways/practice.py") in places  # by a value
    assert ("gateway_missing", "gateways/registry.py") in places  # by its class


@pytest.mark.parametrize("code", sorted({each.code for each in ALL} | {kind.code for kind in all_errors()}))
def test_every_code_has_a_sentence(code: str) -> None:
    assert wording.has(code)


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.code}@{each.where}")
def test_every_place_gives_what_its_sentence_needs(each: Raised) -> None:
    assert wording.needed(each.code) <= each.given


def test_a_code_stands_in_one_table_only() -> None:
    twice = [code for code, n in Counter(code for table in wording.TABLES for code in table).items() if n > 1]
    assert not twice


def test_no_sentence_is_left_over() -> None:
    used = {each.code for each in ALL} | {kind.code for kind in all_errors()} | {"unexpected"}
    assert {code for table in wording.TABLES for code in table} == used


@pytest.mark.parametrize("code", [code for table in wording.TABLES for code in table])
def test_a_sentence_reads_well_with_and_without_what_it_can_do_without(code: str) -> None:
    text = next(table[code] for table in wording.TABLES if code in table)
    for names in (wording.needed(code), wording.places(re.sub(r"[\[\]]", "", text))):
        said = wording.sentence(code, **dict.fromkeys(names, "3"))
        assert said.endswith("。") or "例：" in said
        assert not re.search(r"[\[\]]|  |「」|（）|\{[a-z]+[:}]|。。", said)


def test_every_state_and_purpose_has_a_name() -> None:
    assert set(sending.STATES) == set(State)
    assert len(set(sending.STATES.values())) == len(State)
    assert set(sending.PURPOSES) == set(Purpose)
    assert set(sending.TONES) <= set(State)


def test_a_place_is_counted_from_one() -> None:
    with pytest.raises(TemplateUnreadable) as caught:
        parse("ab}")
    said, known = wording.explain(caught.value)
    assert known
    assert said.startswith("3 文字目の「}」に")


def test_a_moment_is_shown_on_a_clock_in_japan() -> None:
    at = datetime(2026, 11, 23, 5, 4, tzinfo=UTC).isoformat()
    assert "11/23 14:04 に" in wording.sentence(Reason.SAME_CONTENT.value, detail=at)
    assert "昨日 に" in wording.sentence(Reason.SAME_CONTENT.value, detail="昨日")


def test_an_error_of_the_domain_is_explained_with_what_was_typed() -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date("8/11/23", date(2026, 11, 23))
    assert wording.explain(caught.value) == (
        "「8/11/23」は日付として 2 通りに読めます。年を付けて入力してください。例：R8.11.23",
        True,
    )


def test_an_unknown_error_is_shown_by_its_type_and_said_to_be_unknown() -> None:
    said, known = wording.explain(ZeroDivisionError("secret"))
    assert not known
    assert "ZeroDivisionError" in said
    assert "secret" not in said
    assert wording.explain(DatabaseUnreachable())[1]


def test_an_unknown_code_is_shown_so_that_support_can_find_it() -> None:
    assert wording.sentence("brand_new").endswith("（brand_new）")
    assert wording.explain(DreamPowerError("brand_new"))[1] is False


@given(st.text(max_size=40))
def test_what_a_clerk_typed_never_breaks_its_own_error(typed: str) -> None:
    assert typed in wording.sentence("template_name_taken", name=typed)


def test_every_choice_of_a_contract_has_a_name() -> None:
    offered = {choice for row in registry.GATEWAYS.values() for one in row.fields for choice in one.choices}
    assert {choice for choice in offered if choice_name(choice) == choice} == set()
