"""Incremental search of 照会: which customers fit what was typed, in kana order.

Measured with 200,000 customers and 300,000 vehicles (`benchmarks/search_typing.py`): a prefix as a range of an index
takes about a millisecond, `LIKE '%…%'` that looks up each row 170 ms. So each word first asks ranges
(`>= p AND < after p`, never LIKE): the start of a name, of a given name or of a company's name without its legal
form, of a reading, the end of a telephone number, a plate. Each index also holds kana key and id, so that rows are
not touched.

When these do not fill the page, the middle of names is looked at, too. SQLite scans the narrow index of names
(16 ms, 25 ms for kana); PostgreSQL reads the wide rows for such a scan (80–120 ms), so it has an index over all
pairs of letters (0.4 ms when nothing fits, 20 ms when 16,000 do; 6 MB). Its trigrams can't answer two letters,
and two are the usual Japanese surname; an FTS5 table of pairs would serve SQLite in 3 ms, at the price of triggers
that every later change of the table would have to rebuild.
"""

from collections.abc import Callable, Sequence
from heapq import merge

from sqlalchemy import ARRAY, Boolean, ColumnElement, Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.search_terms import after
from dreampower_sms.db.tables_people import NAME_PAIRS, CustomerRow, VehicleRow
from dreampower_sms.domain.look_up import FEWEST_DIGITS, Question, Word, WordKind
from dreampower_sms.domain.text import kana_key

Truth = ColumnElement[bool]
Key = InstrumentedAttribute[str]
Line = tuple[str, int]
"""Kana key and id."""

_PLATE_DIGITS = 4
_NAMES: tuple[Key, ...] = (CustomerRow.name_key, CustomerRow.name_key2)
_READINGS: tuple[Key, ...] = (CustomerRow.kana_key, CustomerRow.kana_key2)


def find(session: Session, question: Question, limit: int) -> list[int]:
    """Up to `limit` customers who fit every word, in kana order.

    When more fit, those come first whom an index finds: by the start of a name, of a reading, of a plate.
    """
    if question.is_empty:
        return _merged([_lines(session, _branch([], limit))], limit)
    leader, *others = _leader_first(session, question.words)
    also = [fits(session, word) for word in others]
    found = [_lines(session, _branch([branch, *also], limit)) for branch in _ranges(leader)]
    by_name = leader.kind in (WordKind.NAME, WordKind.KANA)
    if by_name and len(leader.key) > 1 and len({line for lines in found for line in lines}) < limit:
        found.append(_lines(session, _middle([*_inside_quickly(session, leader), *also], limit)))
    return _merged(found, limit)


def _leader_first(session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """The word that is looked up leads, the others only have to fit: 千葉 山田 may be a plate's area and a name."""
    if len(words) == 1 or words[0].kind in (WordKind.PLATE, WordKind.DIGITS):
        return words
    area = {
        word: session.scalar(select(VehicleRow.id).where(VehicleRow.plate_area_key == word.key).limit(1)) is not None
        for word in words
    }
    return sorted(words, key=area.__getitem__)


def _lines(session: Session, statement: Select[str, int]) -> list[Line]:
    return [(kana, id_) for kana, id_ in session.execute(statement)]


def _merged(found: Sequence[Sequence[Line]], limit: int) -> list[int]:
    return list(dict.fromkeys(id_ for _, id_ in merge(*found)))[:limit]


def _branch(conditions: Sequence[Truth], limit: int) -> Select[str, int]:
    return (
        select(CustomerRow.kana_key, CustomerRow.id)
        .where(CustomerRow.archived_at.is_(None), *conditions)
        .order_by(CustomerRow.kana_key, CustomerRow.id)
        .limit(limit)
    )


def _middle(conditions: Sequence[Truth], limit: int) -> Select[str, int]:
    """Sorting by an expression keeps SQLite from walking the index in kana order and looking up row by row."""
    return (
        select(CustomerRow.kana_key, CustomerRow.id)
        .where(CustomerRow.archived_at.is_(None), *conditions)
        .order_by(CustomerRow.kana_key + "", CustomerRow.id)
        .limit(limit)
    )


def _ranges(word: Word) -> list[Truth]:
    """Conditions that each have an index of their own."""
    match word.kind:
        case WordKind.DIGITS:
            return _digits(word, _owns)
        case WordKind.PLATE:
            return [*map(_owns, _plate(word)), *_like_a_plate(word)]
        case WordKind.KANA:
            return [_prefix(column, word.key) for column in (*_READINGS, *_NAMES)]
        case WordKind.NAME:
            return [_prefix(column, word.key) for column in _NAMES]


def fits(session: Session, word: Word) -> Truth:
    """Whether one customer, found by something else, fits this word too, wherever it stands."""
    match word.kind:
        case WordKind.DIGITS:
            return or_(*_digits(word, _has))
        case WordKind.PLATE:
            return or_(*map(_has, _plate(word)), *_like_a_plate(word))
        case WordKind.NAME | WordKind.KANA:
            return or_(_inside(session, word), _has(_area(word)))


def _digits(word: Word, of_a_vehicle: Callable[[Truth], Truth]) -> list[Truth]:
    """The end of a telephone number, the start of a mobile number, a plate. One or two digits are a whole plate."""
    if len(word.key) < FEWEST_DIGITS:
        return [of_a_vehicle(VehicleRow.plate_digits == word.key)]
    backwards = word.key[::-1]
    found = [_prefix(CustomerRow.mobile_rev, backwards), _prefix(CustomerRow.phone_rev, backwards)]
    if word.key.startswith("0") and len(word.key) > _PLATE_DIGITS:
        found.append(_prefix(CustomerRow.mobile_e164, "+81" + word.key[1:]))
    if len(word.key) <= _PLATE_DIGITS:
        found.append(of_a_vehicle(_prefix(VehicleRow.plate_digits, word.key)))
    return found


def _area(word: Word) -> Truth:
    """As an expression, or SQLite would take the index of plates and read every vehicle of the area for each owner."""
    return VehicleRow.plate_area_key + "" == word.key


def _like_a_plate(word: Word) -> list[Truth]:
    """セブン24 is a name as long as no serial number follows."""
    return [] if word.key else [_prefix(CustomerRow.name_key, word.area + word.plate_class)]


def _inside(session: Session, word: Word) -> Truth:
    """The word stands anywhere in the name or the reading. A reading holds no kanji."""
    place = func.instr if _is_sqlite(session) else func.strpos
    in_name = place(CustomerRow.name_key, word.key) > 0
    return or_(in_name, place(CustomerRow.kana_key, word.key) > 0) if kana_key(word.key) == word.key else in_name


def _inside_quickly(session: Session, word: Word) -> list[Truth]:
    """The same, by the index of pairs where there is one. For two letters and more."""
    if _is_sqlite(session):
        return [_inside(session, word)]
    pairs = [word.key[place : place + 2] for place in range(len(word.key) - 1)]
    return [NAME_PAIRS.op("@>", return_type=Boolean)(cast(pairs, ARRAY(Text))), _inside(session, word)]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _plate(word: Word) -> list[Truth]:
    """The vehicles with this plate; none while area and class alone are typed, which thousands share."""
    if not (word.plate_kana or word.key):
        return []
    parts = [VehicleRow.plate_area_key == word.area, VehicleRow.plate_class_key == word.plate_class]
    if word.plate_kana:
        parts.append(VehicleRow.plate_kana_key == word.plate_kana)
    return [and_(*parts, _prefix(VehicleRow.plate_digits, word.key))] if word.key else [and_(*parts)]


def _owns(condition: Truth) -> Truth:
    """Vehicles first, then their owners: for conditions that few vehicles meet."""
    return CustomerRow.id.in_(select(VehicleRow.customer_id).where(VehicleRow.archived_at.is_(None), condition))


def _has(condition: Truth) -> Truth:
    """Owners first, then their vehicles: for customers who are few already."""
    mine = VehicleRow.customer_id == CustomerRow.id
    return select(VehicleRow.id).where(mine, VehicleRow.archived_at.is_(None), condition).exists()


def _prefix(column: Key, prefix: str) -> Truth:
    following = after(prefix)
    return and_(column >= prefix, column < following) if following else column >= prefix
