"""The state of a message is written in one place, and that place can't take an illegal step."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dreampower_sms.db.engine import Database
from dreampower_sms.db.moves import IDS, MESSAGES, Step, StepOfEach, entered
from dreampower_sms.domain.messages import NOTHING_SENT, Move, State
from tests import sending

SOURCES = Path(__file__).parents[2] / "src" / "dreampower_sms"
TABLE_NAMES = {"MESSAGES", "MessageRecord"}
COLUMN_OWNERS = {"M", "MessageRecord"}
EXEMPT = {
    SOURCES / "db" / "moves.py",  # the place
    SOURCES / "services" / "demo.py",  # demo data: a history that is over, none of it was ever sent
}


def writes_of_state(tree: ast.AST) -> Iterator[ast.AST]:
    """Every spot in a source that writes the state of a message, or could."""
    mentions = bool(_names(tree) & TABLE_NAMES)
    return (node for node in ast.walk(tree) if _writes(node) or (mentions and _writes_a_row(node)))


def _writes(node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=keys):
            return any(map(_is_state_column, keys))
        case ast.Call(func=ast.Attribute(attr="values"), keywords=keywords):
            return bool(_names(node) & TABLE_NAMES) and any(keyword.arg == "state" for keyword in keywords)
        case ast.Call(func=ast.Name(id="MessageRecord"), keywords=keywords):
            return any(keyword.arg == "state" for keyword in keywords)
        case ast.Constant(value=str(text)):
            return "update messages" in text.lower()
        case _:
            return False


def _writes_a_row(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Attribute(attr="state")]):
            return True
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return any(isinstance(k, ast.Constant) and k.value == "state" and not _is_allowed(v) for k, v in pairs)
        case _:
            return False


def _is_state_column(key: ast.expr | None) -> bool:
    match key:
        case ast.Attribute(attr="state", value=ast.Name(id=owner)):
            return owner in COLUMN_OWNERS
        case _:
            return False


def _is_allowed(value: ast.expr) -> bool:
    """A first state by `entered`, or the state of a job, which is another thing."""
    match value:
        case ast.Call(func=ast.Name(id="entered")) | ast.Attribute(value=ast.Attribute(value=ast.Name(id="JobState"))):
            return True
        case _:
            return False


def _names(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def test_nothing_else_writes_the_state_of_a_message() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{getattr(node, 'lineno', 0)}"
        for path in sorted(SOURCES.rglob("*.py"))
        if path not in EXEMPT
        for node in writes_of_state(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "update(MessageRecord).values(state='queued')",
        "update(MESSAGES).where(x).values(state=State.QUEUED)",
        "session.execute(update(MESSAGES).values({M.state: State.QUEUED}))",
        "values = {MessageRecord.state: State.QUEUED}",
        "row = session.get(MessageRecord, 1)\nrow.state = State.QUEUED",
        "MessageRecord(id=1, state=State.QUEUED)",
        "insert(MESSAGES).values({'state': 'queued'})",
        "text('UPDATE messages SET state = 1')",
    ],
)
def test_the_search_finds_each_way_of_writing_it(source: str) -> None:
    assert list(writes_of_state(ast.parse(source)))


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def one_in_each_state(database: Database) -> dict[int, State]:
    """The id of a message in every state; DRAFT is none of the database's."""
    stored = [state for state in State if state is not State.DRAFT]
    ids = sending.confirm(database, len(stored))
    with database.write() as session:
        for id_, state in zip(ids, stored, strict=True):
            session.execute(update(MESSAGES).where(MESSAGES.c.id == id_).values(state=state, claim_token=""))
    return dict(zip(ids, stored, strict=True))


@pytest.mark.parametrize("move", Move)
def test_each_move_changes_exactly_the_rows_in_its_sources(database: Database, move: Move) -> None:
    before = one_in_each_state(database)
    with database.write() as session:
        changed = Step(move, IDS)(session, ids=list(before))
    assert changed == [id_ for id_, state in before.items() if state in move.sources]
    after = [move.target if state in move.sources else state for state in before.values()]
    assert sending.states(database, list(before)) == after


@pytest.mark.parametrize("move", [move for move in Move if move.target not in NOTHING_SENT])
def test_a_move_of_many_changes_the_same_rows_each_with_its_own_values(database: Database, move: Move) -> None:
    before = one_in_each_state(database)
    with database.write() as session:
        words = {id_: {"to_detail": f"of {id_}"} for id_ in before}
        changed = StepOfEach(move, writes=(MESSAGES.c.detail,))(session, words)
    assert changed == [id_ for id_, state in before.items() if state in move.sources]
    after = [move.target if state in move.sources else state for state in before.values()]
    assert sending.states(database, list(before)) == after
    with database.read() as session:
        details = session.execute(select(MESSAGES.c.id, MESSAGES.c.detail).order_by(MESSAGES.c.id)).all()
    assert dict(map(tuple, details)) == {id_: f"of {id_}" if id_ in changed else "" for id_ in before}


def test_no_move_of_many_after_which_nothing_was_sent() -> None:
    """Their vehicles would stay 案内済."""
    with pytest.raises(ValueError, match="vehicles"):
        StepOfEach(Move.CANCEL, writes=())


def test_a_first_state_comes_from_a_move_that_starts_at_the_draft() -> None:
    assert (entered(Move.CONFIRM), entered(Move.LEAVE_OUT)) == (State.QUEUED, State.EXCLUDED)
    with pytest.raises(ValueError, match="does not start"):
        entered(Move.DELIVER)
