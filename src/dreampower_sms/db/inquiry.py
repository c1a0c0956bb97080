"""Incremental search of 照会: which customers fit what was typed, in kana order.

Measured with 200,000 customers and 300,000 vehicles (`benchmarks/search_typing.py`): a prefix as a range of an index
takes under a millisecond, `LIKE '%…%'` that looks up each row 170 ms. So every word first asks the ranges
(`>= p AND < after p`, never LIKE), each with the index that also holds kana key and id; only when these give less
than a page, the middle of names and readings is looked at too, by a scan of those narrow indexes.
"""

from collections.abc import Sequence
from heapq import merge

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.search_terms import after
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.look_up import Question, Word, WordKind

Truth = ColumnElement[bool]
_ESCAPE = "\\"
_PLATE_DIGITS = 4


def find(session: Session, question: Question, limit: int) -> list[int]:
    """Up to `limit` customers who fit every word, in kana order."""
    if question.is_empty:
        return _in_order(session, [[]], limit)
    first, *others = question.words
    also = [_fits(word) for word in others]
    ids = _in_order(session, [[branch, *also] for branch in _branches(first)], limit)
    if len(ids) < limit and first.kind in (WordKind.NAME, WordKind.KANA) and len(first.key) > 1:
        ids = _in_order(session, [[branch, *also] for branch in (*_branches(first), *_middles(first))], limit)
    return ids


def _in_order(session: Session, branches: Sequence[Sequence[Truth]], limit: int) -> list[int]:
    """The customers of all branches, each branch by its own index, merged in kana order."""
    found = [session.execute(_branch(branch, limit)).tuples().all() for branch in branches]
    ids = dict.fromkeys(id_ for _, id_ in merge(*found))
    return list(ids)[:limit]


def _branch(conditions: Sequence[Truth], limit: int) -> Select[tuple[str, int]]:
    return (
        select(CustomerRow.kana_key, CustomerRow.id)
        .where(CustomerRow.archived_at.is_(None), *conditions)
        .order_by(CustomerRow.kana_key, CustomerRow.id)
        .limit(limit)
    )


def _branches(word: Word) -> list[Truth]:
    """Conditions that each have an index of their own."""
    match word.kind:
        case WordKind.DIGITS:
            backwards = word.key[::-1]
            ends = [_prefix(CustomerRow.mobile_rev, backwards), _prefix(CustomerRow.phone_rev, backwards)]
            if word.key.startswith("0") and len(word.key) > _PLATE_DIGITS:
                ends.append(_prefix(CustomerRow.mobile_e164, "+81" + word.key[1:]))
            if len(word.key) <= _PLATE_DIGITS:
                ends.append(_owns(_prefix(VehicleRow.plate_digits, word.key)))
            return ends
        case WordKind.PLATE:
            return [_owns(*_plate(word)), _prefix(CustomerRow.name_key, word.area + word.plate_class)]
        case WordKind.KANA:
            return [_prefix(CustomerRow.kana_key, word.key), _prefix(CustomerRow.name_key, word.key)]
        case WordKind.NAME:
            return [_prefix(CustomerRow.name_key, word.key)]


def _middles(word: Word) -> list[Truth]:
    """Conditions that scan an index: the middle of a name, and of a reading."""
    inside = f"%{_escaped(word.key)}%"
    found: list[Truth] = [CustomerRow.name_key.like(inside, escape=_ESCAPE)]
    if word.kind is WordKind.KANA:
        found.append(CustomerRow.kana_key.like(inside, escape=_ESCAPE))
    return found


def _fits(word: Word) -> Truth:
    """Whether one customer fits a further word, wherever it stands."""
    conditions = _branches(word)
    if word.kind in (WordKind.NAME, WordKind.KANA):
        # Only beside another word: a third of all customers may have a plate of 千葉.
        conditions += [*_middles(word), _owns(VehicleRow.plate_area_key == word.key)]
    return or_(*conditions)


def _plate(word: Word) -> list[Truth]:
    parts = [VehicleRow.plate_area_key == word.area, _prefix(VehicleRow.plate_class_key, word.plate_class)]
    if word.plate_kana:
        parts.append(VehicleRow.plate_kana_key == word.plate_kana)
    if word.key:
        parts.append(_prefix(VehicleRow.plate_digits, word.key))
    return parts


def _owns(*conditions: Truth) -> Truth:
    return CustomerRow.id.in_(select(VehicleRow.customer_id).where(VehicleRow.archived_at.is_(None), *conditions))


def _prefix(column: InstrumentedAttribute[str], prefix: str) -> Truth:
    following = after(prefix)
    return and_(column >= prefix, column < following) if following else column >= prefix


def _escaped(text: str) -> str:
    return text.replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
