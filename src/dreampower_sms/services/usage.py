"""利用明細: statements of each contract, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import contracts, usage
from dreampower_sms.db.contracts import PRACTICE, Contract
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.domain.usage import (
    By,
    Month,
    UsageLine,
    UsageStatement,
    begins,
    month_after,
    month_of,
    months_to,
    parted,
    sum_of,
)
from dreampower_sms.services import shop_values
from dreampower_sms.services.terms import CONTRACT, charges


@dataclass(frozen=True, slots=True)
class Account:
    """A contract as the choice above a statement offers it."""

    id: str
    title: str
    practice: bool


class UsageStatements:
    """Reads statements. Every call may come from any thread; with `stop` a query ends when nobody waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self) -> Sequence[Account]:
        """Every contract, the one in use first. Raises `DatabaseError`."""
        with self._database.read() as session:
            current = str(contracts.settings(session).get(CONTRACT) or PRACTICE)
            found = sorted(contracts.contracts(session), key=lambda one: (one.id != current, not one.active, one.title))
        return [Account(one.id, one.title, one.practice) for one in found]

    def statement(
        self, contract_id: str, first: date, stop: Stop | None = None, *, end: date | None = None
    ) -> UsageStatement:
        """The month that begins with `first`, in the thirteen that end with it or with `end`.

        Raises `RoundingWrong`, `DatabaseError`.
        """
        firsts = months_to(end or first)
        borders = [begins(each) for each in (*firsts, month_after(firsts[-1]))]
        with self._database.stoppable(stop or Stop()) as session:
            contract, values = _contract(session, contract_id), shop_values.read(session)
            billed = charges(session, contract)
            found = usage.months(session, contract_id, borders, billed)
            lines = _lines(session, contract, first)
            shop = int(values["send.budget"] or 0)
            elsewhere = _elsewhere(session, contract, borders) if shop else ()
        if elsewhere and contract.practice:
            shop, elsewhere = 0, ()  # it takes nothing from the budget of the others
        months = [_month(each, line, values) for each, line in zip(firsts, found, strict=True)]
        made = UsageStatement(
            contract.id, contract.title, contract.practice, contract.budget.month.yen, shop, months, first, {},
            billed.damaged, elsewhere,
        )  # fmt: skip
        return _with(made, first, lines, values)

    def month(self, statement: UsageStatement, first: date, stop: Stop | None = None) -> UsageStatement:
        """Another month of the thirteen of a statement, read without the others.

        Raises `RoundingWrong`, `DatabaseError`.
        """
        with self._database.stoppable(stop or Stop()) as session:
            values = shop_values.read(session)
            lines = _lines(session, _contract(session, statement.contract_id), first)
        return _with(statement, first, lines, values)


def _contract(session: Session, contract_id: str) -> Contract:
    return next(one for one in contracts.contracts(session) if one.id == contract_id)


def _lines(session: Session, contract: Contract, first: date) -> dict[By, Sequence[UsageLine]]:
    since, until = begins(first), begins(month_after(first))
    return parted(usage.parts(session, contract.id, since, until, charges(session, contract)))


def _elsewhere(session: Session, contract: Contract, borders: Sequence[datetime]) -> Sequence[Decimal]:
    """What the other contracts, but for practice, came to between each border and the next; nothing where none of them
    was used.
    """
    others = [one for one in contracts.contracts(session) if one.id != contract.id and not one.practice]
    found = [usage.months(session, one.id, borders, charges(session, one)) for one in others]
    sums = [sum((line.price for line in lines), Decimal(0)) for lines in zip(*found, strict=True)]
    return sums if any(sums) else ()


def _month(first: date, line: UsageLine, values: Mapping[str, Any]) -> Month:
    return month_of(first, replace(line, key=f"{first:%Y-%m}"), shop_values.rounding_of(values))


def _with(
    statement: UsageStatement, first: date, lines: Mapping[By, Sequence[UsageLine]], values: Mapping[str, Any]
) -> UsageStatement:
    """With this month looked at. It is what its lines come to: something may have been sent between two queries."""
    whole = _month(first, sum_of(lines[By.TIER]), values)
    months = [whole if month.first == first else month for month in statement.months]
    by_month = [month.line for month in reversed(months) if month.line.messages]
    return replace(statement, months=months, first=first, lines={**lines, By.MONTH: by_month})
