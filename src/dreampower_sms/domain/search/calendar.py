"""Relative dates. Both the SQL and the plain Python evaluation ask here, so they can't disagree on 来月."""

from datetime import date, timedelta

from dreampower_sms.domain.search.terms import Dates, Operator, Relative

MOST_DAYS, MOST_MONTHS = 36_500, 1_200
"""The largest numbers a term may name: a hundred years, far inside what `date` can hold."""


def days_of(term: Dates | Relative, today: date) -> Dates:
    """The days that a term means, seen from `today` (a day of Japan).

    Raises ValueError when `term` is no relative date. With a number beyond `MOST_DAYS` or `MOST_MONTHS`, which
    `check` refuses, the years may run out (OverflowError, ValueError).
    """
    if isinstance(term, Dates):
        return term
    match term.operator:
        case Operator.THIS_MONTH:
            days = _month(today, 0)
        case Operator.NEXT_MONTH:
            days = _month(today, 1)
        case Operator.MONTHS_AGO:
            days = _month(today, -term.n)
        case Operator.MONTHS_AGO_OR_MORE:
            days = Dates(None, _month(today, -term.n).high)
        case Operator.WITHIN_DAYS:
            days = Dates(today, today + timedelta(days=term.n))
        case Operator.PAST_DAYS:
            days = Dates(today - timedelta(days=term.n), today)
        case _:
            message = f"{term.operator} is no relative date"
            raise ValueError(message)
    return days


def _month(day: date, ahead: int) -> Dates:
    months = day.year * 12 + day.month - 1 + ahead
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return Dates(first, following - timedelta(days=1))
