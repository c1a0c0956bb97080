"""契約の切替: what will be different, and the step itself. From practice to real people it asks the password.

Drafts and templates are measured by both contracts, so that a text that becomes dearer or too long is known before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dreampower_sms.db import contract_edit
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import DraftRow, TemplateRow
from dreampower_sms.domain.characters import normalise_text
from dreampower_sms.domain.counting import CountingProfile, Measure, TierPrice, measure
from dreampower_sms.domain.errors import TemplateUnreadable
from dreampower_sms.domain.templates import merge, parse
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.bulk_change import BulkChange
from dreampower_sms.services.contracts import Contracts
from dreampower_sms.services.fields import field_values
from dreampower_sms.services.terms import ShopTerms, Terms


@dataclass(frozen=True, slots=True)
class Side:
    """How a contract counts and bills today."""

    contract: Contract
    profile: CountingProfile
    tiers: Sequence[TierPrice]


@dataclass(frozen=True, slots=True)
class Text:
    """A template or a draft, counted by both."""

    name: str
    """"" for a draft."""
    before: Measure
    after: Measure

    @property
    def changes(self) -> bool:
        """Whether tier, price, or whether it may be sent at all will be another."""
        return (self.before.tier, self.before.price) != (self.after.tier, self.after.price)

    @property
    def too_long(self) -> bool:
        """Whether it fitted and will not."""
        return bool(self.after.over) and not self.before.over


@dataclass(frozen=True, slots=True)
class Comparison:
    """What will be different."""

    now: Side
    then: Side
    texts: Sequence[Text]
    waiting: int
    """Messages that wait under the present contract, and will still leave by it."""

    @property
    def needs_password(self) -> bool:
        """Whether nobody could be reached and somebody can: the step that costs money and wakes people."""
        return self.now.contract.practice and not self.then.contract.practice


class Switching:
    """Compares and switches. Every call may come from any thread."""

    def __init__(
        self,
        database: Database,
        terms: ShopTerms,
        contracts: Contracts,
        passwords: BulkChange,
        clock: Callable[[], datetime],
    ) -> None:
        """`passwords` keeps the shop's password, the one of 一括変更."""
        self._database, self._terms, self._contracts = database, terms, contracts
        self._passwords, self._clock = passwords, clock

    def compare(self, contract: Contract) -> Comparison:
        """What using this contract would change. Raises `DatabaseError`, `ContractMissing`."""
        now, then = self._terms.current(), self._terms.of(contract.id)
        with self._database.read() as session:
            templates = select(TemplateRow.name, TemplateRow.body).where(TemplateRow.archived_at.is_(None))
            found = [(name, body) for name, body in session.execute(templates.order_by(TemplateRow.position))]
            found += [("", body) for body in session.scalars(select(DraftRow.body))]
            waits = contract_edit.waiting(session, [now.contract.id])
        today = self._clock()
        texts = [Text(name, *(_measure(body, terms, today) for terms in (now, then))) for name, body in found]
        return Comparison(_side(now, today), _side(then, today), texts, waits.get(now.contract.id, 0))

    def switch(self, seen: Comparison, password: str, clerk: str) -> bool:
        """Let new messages leave by the other contract. Returns whether the password is still the first one.

        Raises `PasswordWrong`, `ContractWrong`, `DatabaseError`; then everything stays as it is.
        """
        is_first = False
        fresh = self.compare(seen.then.contract)
        if fresh.needs_password or seen.needs_password:
            is_first = self._passwords.unlock(password, clerk)
        self._contracts.use(seen.then.contract, clerk)
        return is_first


def _side(terms: Terms, now: datetime) -> Side:
    return Side(terms.contract, terms.profile, terms.profile.tariffs.on(day_of(now)).tiers)


def _measure(body: str, terms: Terms, now: datetime) -> Measure:
    """A text as its recipient would get it. Fields of a recipient count as their names: nobody is chosen yet."""
    today = day_of(now)
    try:
        shown = merge(parse(body), field_values(None, None, terms.company, "", today, today)).preview
    except TemplateUnreadable:
        shown = body
    return measure(normalise_text(shown), terms.profile, on=today)
