"""Incremental search of 照会: which customers fit what was typed, in kana order.

Measured with 200,000 customers and 300,000 vehicles (`benchmarks/search_typing.py`): a prefix as a range of an index
takes about a millisecond, `LIKE '%…%'` that looks up each row 170 ms. So each word asks ranges only
(`>= p AND < after p`, never LIKE): the start of a name, of a given name or of a company's name without its legal
form, of a reading, the end of a telephone number, a plate. Each index also holds kana key and id, so that rows are
not touched. Only when no range has anything is the middle of names looked at, by a scan of one such index.
"""

from collections.abc import Sequence
from heapq import merge

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.search_terms import after
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.look_up import FEWEST_DIGITS, Question, Word, WordKind

Truth = ColumnElement[bool]
Key = InstrumentedAttribute[str]

_PLATE_DIGITS = 4
_NAMES: tuple[Key, ...] = (CustomerRow.name_key, CustomerRow.name_key2)
_READINGS: tuple[Key, ...] = (CustomerRow.kana_key, CustomerRow.kana_key2)


def find(session: Session, question: Question, limit: int) -> list[int]:
    """Up to `limit` customers who fit every word, in kana order."""
    if question.is_empty:
        return _in_order(session, [[]], limit)
    first, *others = question.words
    also = [_fits(session, word) for word in others]
    ids = _in_order(session, [[branch, *also] for branch in _ranges(first)], limit)
    if not ids and first.kind in (WordKind.NAME, WordKind.KANA) and len(first.key) > 1:
        ids = _scan(session, [_inside(session, first), *also], limit)
    return ids


def _in_order(session: Session, branches: Sequence[Sequence[Truth]], limit: int) -> list[int]:
    """The customers of all branches, each by its own index, merged in kana order."""
    found = [session.execute(_branch(branch, limit)).all() for branch in branches]
    return list(dict.fromkeys(id_ for _, id_ in merge(*found)))[:limit]


def _branch(conditions: Sequence[Truth], limit: int) -> Select[str, int]:
    return (
        select(CustomerRow.kana_key, CustomerRow.id)
        .where(CustomerRow.archived_at.is_(None), *conditions)
        .order_by(CustomerRow.kana_key, CustomerRow.id)
        .limit(limit)
    )


def _scan(session: Session, conditions: Sequence[Truth], limit: int) -> list[int]:
    """Walk a whole index. Sorting by an expression keeps SQLite from walking the one in kana order, row by row."""
    statement = (
        select(CustomerRow.kana_key, CustomerRow.id)
        .where(CustomerRow.archived_at.is_(None), *conditions)
        .order_by(CustomerRow.kana_key + "", CustomerRow.id)
        .limit(limit)
    )
    return [id_ for _, id_ in session.execute(statement)]


def _ranges(word: Word) -> list[Truth]:
    """Conditions that each have an index of their own; none where the word says too little yet."""
    match word.kind:
        case WordKind.DIGITS if len(word.key) < FEWEST_DIGITS:
            return [_owns(VehicleRow.plate_digits == word.key)]
        case WordKind.DIGITS:
            backwards = word.key[::-1]
            found = [_prefix(CustomerRow.mobile_rev, backwards), _prefix(CustomerRow.phone_rev, backwards)]
            if word.key.startswith("0") and len(word.key) > _PLATE_DIGITS:
                found.append(_prefix(CustomerRow.mobile_e164, "+81" + word.key[1:]))
            if len(word.key) <= _PLATE_DIGITS:
                found.append(_owns(_prefix(VehicleRow.plate_digits, word.key)))
            return found
        case WordKind.PLATE:
            return [_owns(*_plate(word))] if word.key else [_prefix(CustomerRow.name_key, word.area + word.plate_class)]
        case WordKind.KANA:
            return [_prefix(column, word.key) for column in (*_READINGS, *_NAMES)]
        case WordKind.NAME:
            return [_prefix(column, word.key) for column in _NAMES]


def _fits(session: Session, word: Word) -> Truth:
    """Whether one customer, found by another word, fits this one too, wherever it stands."""
    match word.kind:
        case WordKind.NAME | WordKind.KANA:
            return or_(_inside(session, word), _has(VehicleRow.plate_area_key == word.key))
        case WordKind.PLATE:
            return _has(*_plate(word))
        case WordKind.DIGITS:
            backwards = word.key[::-1]
            ends = (_prefix(column, backwards) for column in (CustomerRow.mobile_rev, CustomerRow.phone_rev))
            return or_(*ends, _has(_prefix(VehicleRow.plate_digits, word.key)))


def _inside(session: Session, word: Word) -> Truth:
    """The word stands anywhere in the name or the reading."""
    place = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    return or_(place(CustomerRow.name_key, word.key) > 0, place(CustomerRow.kana_key, word.key) > 0)


def _plate(word: Word) -> list[Truth]:
    parts = [VehicleRow.plate_area_key == word.area, _prefix(VehicleRow.plate_class_key, word.plate_class)]
    if word.plate_kana:
        parts.append(VehicleRow.plate_kana_key == word.plate_kana)
    return [*parts, _prefix(VehicleRow.plate_digits, word.key)] if word.key else parts


def _owns(*conditions: Truth) -> Truth:
    """Vehicles first, then their owners: for conditions that few vehicles meet."""
    return CustomerRow.id.in_(select(VehicleRow.customer_id).where(VehicleRow.archived_at.is_(None), *conditions))


def _has(*conditions: Truth) -> Truth:
    """Owners first, then their vehicles: for customers who are few already."""
    mine = VehicleRow.customer_id == CustomerRow.id
    return select(VehicleRow.id).where(mine, VehicleRow.archived_at.is_(None), *conditions).exists()


def _prefix(column: Key, prefix: str) -> Truth:
    following = after(prefix)
    return and_(column >= prefix, column < following) if following else column >= prefix
