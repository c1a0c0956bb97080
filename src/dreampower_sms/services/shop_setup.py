"""初期設定: read, checked, compared with what another PC saved meanwhile, saved with what it was before, taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, shop_setup
from dreampower_sms.db.audit import By
from dreampower_sms.db.contracts import PRACTICE
from dreampower_sms.db.engine import Database
from dreampower_sms.db.shop_setup import Account
from dreampower_sms.domain import fees
from dreampower_sms.domain.rounding import Rounding
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services import shop_values
from dreampower_sms.services.errors import ContractMissing, ServiceError
from dreampower_sms.services.shop_fields import Flaw, Given, check_fees, flaw_of, read_all
from dreampower_sms.services.shop_values import Values, fee_place, rounding_of
from dreampower_sms.services.terms import ShopTerms


class SetupError(ServiceError):
    """初期設定 can't be saved or taken back."""

    code = "setup_wrong"


@dataclass(frozen=True, slots=True)
class Loaded:
    """初期設定 as it was read."""

    values: Values
    accounts: Sequence[Account]
    today: date
    """In Japan: decides which fee tables may still change."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save changed: key → (before, after). Empty when nothing differed."""

    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Flawed:
    """Nothing was saved: what is wrong, by key."""

    flaws: Mapping[str, Flaw]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that another PC changed since it was read here, to another value than ours."""

    key: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Nothing was saved: another PC was faster. `now` is what holds, to be compared with by the next try."""

    conflicts: Sequence[Conflict]
    now: Values


class ShopSetup:
    """Reads and writes 初期設定. Calls may come from any thread."""

    def __init__(self, database: Database, terms: ShopTerms, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._terms, self._clock, self._pc = database, terms, clock, pc

    def load(self) -> Loaded:
        """Everything as it holds now. Raises `DatabaseError`."""
        with self._database.read() as session:
            return Loaded(shop_values.read(session), shop_setup.accounts(session), day_of(self._clock()))

    def rounding(self) -> Rounding:
        """How this shop rounds tax and totals. Raises `RoundingWrong`, `DatabaseError`."""
        with self._database.read() as session:
            return rounding_of(shop_values.read(session))

    def save(self, before: Values, given: Given, clerk: str) -> Saved | Flawed | Conflicted:
        """Save the fields that differ from `before`, which is what was read when the screen opened.

        Fields that only another PC changed keep its value; a field that both changed is a conflict, and then nothing
        at all is saved. All or nothing, in one transaction with its entry in the audit log. Raises `DatabaseError`.
        """
        values, flaws = read_all(given)
        wanted = {key: value for key, value in values.items() if value != before.get(key)}
        if flaws := {**flaws, **self._flaws(wanted)}:
            return Flawed(flaws)
        return self._save(before, wanted, clerk, "save")

    def undo(self, saved: Saved, clerk: str) -> Saved | Flawed | Conflicted:
        """Take a save back. What somebody changed since is a conflict. Raises `DatabaseError`."""
        after = {key: new for key, (_, new) in saved.changes.items()}
        wanted = {key: old for key, (old, _) in saved.changes.items()}
        if flaws := self._flaws(wanted):
            return Flawed(flaws)
        return self._save(after, wanted, clerk, "undo")

    def _flaws(self, wanted: Values) -> dict[str, Flaw]:
        """What only the whole shop can say about the changed values."""
        with self._database.read() as session:
            accounts, now = shop_setup.accounts(session), shop_values.read(session)
        profiles = {one.id: one.profile for one in accounts}
        flaws = check_fees(wanted, profiles)
        for key in (each for each in wanted if each.startswith("fees.")):
            _, day = fee_place(key)
            is_mended = key in now and bool(check_fees({key: now[key]}, profiles))
            if not fees.may_change(day, day_of(self._clock())) and not is_mended:
                flaws[key] = flaw_of(SetupError("fee_past_locked", day=day.isoformat()))
        if "send.contract" in wanted and wanted["send.contract"] not in {one.id for one in accounts if one.active}:
            flaws["send.contract"] = flaw_of(ContractMissing())
        elif "send.contract" in wanted and not self._is_practice(accounts, wanted["send.contract"]):
            flaws["send.contract"] = flaw_of(SetupError("contract_elsewhere"))
        return flaws

    @staticmethod
    def _is_practice(accounts: Sequence[Account], contract_id: str) -> bool:
        """To real people only `services.switching` leads, which asks the password."""
        return any(one.id == contract_id and one.gateway == PRACTICE for one in accounts)

    def _save(self, before: Values, wanted: Values, clerk: str, action: str) -> Saved | Conflicted:
        with self._database.write() as session:
            shop_setup.lock(session)
            now = shop_values.read(session)
            conflicts = [
                Conflict(key, before.get(key), now.get(key), mine)
                for key, mine in wanted.items()
                if now.get(key) not in (before.get(key), mine)
            ]
            if conflicts:
                return Conflicted(conflicts, now)
            changes = {key: (now.get(key), mine) for key, mine in wanted.items() if now.get(key) != mine}
            if changes:
                shop_values.write(session, {key: mine for key, (_, mine) in changes.items()})
                self._note(session, clerk, action, changes)
        self._terms.forget()
        return Saved(changes)

    def _note(self, session: Session, clerk: str, action: str, changes: Mapping[str, tuple[Any, Any]]) -> None:
        detail = {key: list(pair) for key, pair in changes.items()}
        audit.note(session, By(clerk, self._pc, self._clock()), action, "initial_settings", "", changes=detail)
