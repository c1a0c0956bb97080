"""What a message is counted and checked by: the contract's profile and fees, the shop's rules.

Read from the database and kept for a minute, because every key press in the dialog and every message at
dispatch asks. A change on this PC is seen at once (`forget`), one on another PC within the minute.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import contracts
from dreampower_sms.db.contracts import PRACTICE, Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.charges import Charges
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import DEFAULT_PROFILE, PROFILES, CountingProfile
from dreampower_sms.domain.errors import DomainError, TariffWrong
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.rules import FREQUENCY, Limits, Rules
from dreampower_sms.domain.windows import LATE, Hours, SendWindow, WindowWrong, day_of
from dreampower_sms.gateways.registry import fitted
from dreampower_sms.services.errors import ContractMissing, ContractUnusable

CONTRACT = "contract"
WINDOW = "send_window"
HOLIDAYS = "holidays_kept"
FREQUENCIES = "frequency"
LATE_MINUTES = "late_minutes"
"""Keys of the shop's settings that this module reads:

    contract        id of the contract that new messages use; practice until somebody switches, however many there are
    send_window     eight entries, Monday to Sunday and national holidays: ["09:00", "20:00"], or null for closed
    holidays_kept   false: national holidays are days like others
    frequency       {purpose: [days without the same text, messages a day, a month, 1 = only warn]}, 0 = no limit
    late_minutes    how late a missed schedule may still leave by itself
"""

_KEPT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the messages of one contract."""

    contract: Contract
    profile: CountingProfile
    rules: Rules
    company: Company

    @property
    def charges(self) -> Charges:
        """How the contract is billed."""
        return Charges(_counted(self.contract), self.profile.tariffs)

    def check_active(self) -> None:
        """Raise `ContractMissing` when the contract was taken out of use: what is confirmed with it would never leave.

        A dialog that was open meanwhile on another PC asks here.
        """
        if not self.contract.active:
            raise ContractMissing("contract_inactive", title=self.contract.title)


class ShopTerms:
    """Reads the terms of each contract. Thread-safe."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._contracts: Mapping[str, Contract] = {}
        self._known: Mapping[str, Terms | ContractUnusable] = {}
        self._current = ""
        self._read_at: datetime | None = None

    def of(self, contract_id: str) -> Terms:
        """The terms of a contract. Raises `ContractMissing`, `ContractUnusable`, `DatabaseError`."""
        known = self._fresh()
        if contract_id not in known:  # another PC may have added it within the minute
            self.forget()
            known = self._fresh()
        return _sound(known, contract_id)

    def is_sound(self, contract_id: str) -> bool:
        """Whether `of` gives them. Raises `DatabaseError`."""
        return isinstance(self._fresh().get(contract_id), Terms)

    def current(self) -> Terms:
        """The terms of the contract that new messages use. Raises as `of` does."""
        return _sound(self._fresh(), self._current)

    def current_contract(self) -> Contract:
        """The contract that new messages use, also when it has no sound terms: where they are mended is opened by it.

        Raises `ContractMissing`, `DatabaseError`.
        """
        self._fresh()
        if self._current not in self._contracts:
            raise ContractMissing(contract=self._current)
        return self._contracts[self._current]

    def forget(self) -> None:
        """Read again at the next question: settings, fees or contracts were changed here."""
        with self._lock:
            self._read_at = None

    def _fresh(self) -> Mapping[str, Terms | ContractUnusable]:
        now = self._clock()
        with self._lock:
            if self._read_at is None or not timedelta(0) <= now - self._read_at < _KEPT:
                self._read(day_of(now))
                self._read_at = now
            return self._known

    def _read(self, today: date) -> None:
        with self._database.read() as session:
            company, settings = contracts.company(session), contracts.settings(session)
            profiles = [(one, _profile(session, one)) for one in contracts.contracts(session)]
        try:
            rules = rules_of(settings, company, today)
        except WindowWrong as error:
            unusable = _unusable("window_wrong", error)
            self._known = {one.id: unusable for one, _ in profiles}
        else:
            self._known = {
                one.id: profile
                if isinstance(profile, ContractUnusable)
                else Terms(one, profile, rules(profile), company)
                for one, profile in profiles
            }
        self._contracts = {one.id: one for one, _ in profiles}
        self._current = str(settings.get(CONTRACT) or PRACTICE)


def _sound(known: Mapping[str, Terms | ContractUnusable], contract_id: str) -> Terms:
    """Raises anew each time: an error that is raised by several threads would gather all of their traces."""
    match known.get(contract_id):
        case None:
            raise ContractMissing(contract=contract_id)
        case ContractUnusable() as why:
            raise ContractUnusable(why.code, **why.details) from why.__cause__
        case terms:
            return terms


def _profile(session: Session, contract: Contract) -> CountingProfile | ContractUnusable:
    """How a contract counts and costs. One that contradicts itself is a value: it must not take the others with it."""
    try:
        profile, tariffs = _counted(contract), contracts.tariffs(session, contract.id)
        return profile if tariffs is None else profile.with_tariffs(tariffs)
    except TariffWrong as error:
        return _unusable("contract_unusable", error, contract=contract.id, title=contract.title or contract.id)


def _unusable(code: str, cause: DomainError, **details: str) -> ContractUnusable:
    unusable = ContractUnusable(code, **details)
    unusable.__cause__ = cause
    return unusable


def charges(session: Session, contract: Contract) -> Charges:
    """How a contract is billed; by the example fees of its profile while its own are damaged.

    Unlike its `Terms` it is always known: what was sent has to be shown. Raises `DatabaseError`.
    """
    profile = _counted(contract)
    try:
        return Charges(profile, contracts.tariffs(session, contract.id) or profile.tariffs)
    except TariffWrong:
        return Charges(profile, profile.tariffs, damaged=True)


def _counted(contract: Contract) -> CountingProfile:
    """The profile with the example tiers."""
    return fitted(PROFILES.get(contract.profile, DEFAULT_PROFILE), contract.gateway, contract.options)


def rules_of(settings: Mapping[str, Any], company: Company, today: date) -> Callable[[CountingProfile], Rules]:
    """The shop's rules from its settings, still open for the profile. Raises `WindowWrong`."""
    window = window_of(settings, today)
    own: Mapping[str, list[int]] = settings.get(FREQUENCIES, {})
    frequency = {**FREQUENCY, **{Purpose(purpose): _limits(*numbers) for purpose, numbers in own.items()}}
    late = timedelta(minutes=settings[LATE_MINUTES]) if LATE_MINUTES in settings else LATE
    names = (company.formal_name,) if company.formal_name else ()

    def with_profile(profile: CountingProfile) -> Rules:
        return Rules(profile.max_units, window, frequency, names, late=late)

    return with_profile


def _limits(days: int, per_day: int, per_month: int, warns: int = 0) -> Limits:
    return Limits(days, per_day, per_month, bool(warns))


def window_of(settings: Mapping[str, Any], today: date) -> SendWindow:
    """The send window from the settings, with the national holidays of last year to the year after next.

    Raises `WindowWrong`.
    """
    days = holidays(range(today.year - 1, today.year + 3)) if settings.get(HOLIDAYS, True) else frozenset[date]()
    if WINDOW not in settings:
        return SendWindow(holidays=days)
    try:
        *week, holiday = (None if day is None else Hours(*map(time.fromisoformat, day)) for day in settings[WINDOW])
    except (TypeError, ValueError) as error:
        raise WindowWrong from error
    return SendWindow(tuple(week), holiday, days)


def holidays(years: range) -> frozenset[date]:
    """Japan's national holidays of these years, substitute days included."""
    from holidays import country_holidays  # noqa: PLC0415  late: a third of a second that the start doesn't need

    return frozenset(country_holidays("JP", years=years))
