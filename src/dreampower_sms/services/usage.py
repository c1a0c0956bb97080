"""利用明細: statements of each contract, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dreampower_sms.db import contracts, usage
from dreampower_sms.db.contracts import PRACTICE, Contract
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.domain.usage import (
    By,
    UsageLine,
    UsageStatement,
    begins,
    month_after,
    month_of,
    months_to,
)
from dreampower_sms.services import shop_values
from dreampower_sms.services.terms import CONTRACT


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

    def statement(self, contract_id: str, first: date, by: By, stop: Stop | None = None) -> UsageStatement:
        """The month that begins with `first`, with the twelve before it. Raises `RoundingWrong`, `DatabaseError`."""
        firsts = months_to(first)
        borders = [begins(each) for each in (*firsts, month_after(first))]
        with self._database.stoppable(stop or Stop()) as session:
            contract: Contract = next(one for one in contracts.contracts(session) if one.id == contract_id)
            rounding = shop_values.rounding_of(shop_values.read(session))
            found = {int(line.key): line for line in usage.months(session, contract_id, borders)}
            lines = () if by is By.MONTH else usage.lines(session, contract_id, borders[-2], borders[-1], by)
        months = [
            month_of(each, replace(found.get(place, UsageLine("")), key=f"{each:%Y-%m}"), rounding)
            for place, each in enumerate(firsts)
        ]
        if by is By.MONTH:
            lines = [month.line for month in reversed(months) if month.line.messages]
        return UsageStatement(
            contract.id, contract.title, contract.practice, contract.budget.month.yen, months, by, lines
        )
