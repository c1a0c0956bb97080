"""契約: the gateway accounts of the shop, with their secrets, budgets, and which of them new messages leave by.

A message keeps the contract that it was confirmed with. So what waits under practice can never reach a real phone, and
what waits under a real contract goes on after the shop has changed to another.
"""

import re
import secrets as random
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, contract_edit, contracts, shop_setup
from dreampower_sms.db.audit import By
from dreampower_sms.db.contracts import SHOP, Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.budget import Usage
from dreampower_sms.domain.counting import DEFAULT_PROFILE
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.gateways.fields import Field
from dreampower_sms.services import budget
from dreampower_sms.services.contract_keys import keeps, missing, place_of
from dreampower_sms.services.contract_kinds import LIMITS, MOST, ContractWrong, Kind, kind_of, read_option
from dreampower_sms.services.secrets import SecretPlace, Secrets
from dreampower_sms.services.shop_fields import Flaw, flaw_of, read_whole
from dreampower_sms.services.terms import CONTRACT, ShopTerms, charges

_TITLE, _SENDER = 80, 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One contract in the list."""

    contract: Contract
    in_use: bool
    usage: Usage
    missing: Sequence[str]
    """What its gateway needs and this PC does not have: names of options and secrets."""
    waiting: int
    """Messages that have not left yet."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One contract as its screen shows it."""

    contract: Contract
    places: Mapping[str, SecretPlace]
    """Where this PC has each secret."""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the fields, as typed."""

    gateway: str
    title: str = ""
    sender_name: str = ""
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    limits: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the names of `contract_kinds.LIMITS`."""
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Only those that were typed anew."""


@dataclass(frozen=True, slots=True)
class Flawed:
    """Nothing was saved: what is wrong, by field."""

    flaws: Mapping[str, Flaw]


class Contracts:
    """Lists, saves and switches. Every call may come from any thread."""

    def __init__(
        self, database: Database, terms: ShopTerms, secrets: Secrets, clock: Callable[[], datetime], pc: str = ""
    ) -> None:
        self._database, self._terms, self._secrets, self._clock = database, terms, secrets, clock
        self._pc = pc or socket.gethostname()

    def list(self) -> Sequence[Entry]:
        """All contracts: the one in use first, those out of use last. Raises `DatabaseError`."""
        now, current = self._clock(), self._terms.current_contract().id
        with self._database.read() as session:
            waits = contract_edit.waiting(session)
            found = [
                Entry(
                    one,
                    one.id == current,
                    budget.usage(session, one.id, charges(session, one), now),
                    (),
                    waits.get(one.id, 0),
                )
                for one in contracts.contracts(session)
            ]
        entries = [Entry(e.contract, e.in_use, e.usage, self.missing(e.contract), e.waiting) for e in found]
        return sorted(entries, key=lambda e: (not e.in_use, not e.contract.active, e.contract.title))

    def open(self, contract_id: str) -> Opened:
        """One contract; a secret that can't be read counts as none. Raises `ContractWrong` when it is gone."""
        contract = self._contract(contract_id)
        names = [each.name for each in kind_of(contract.gateway).fields if each.secret]
        return Opened(contract, {name: place_of(self._secrets, contract_id, name) for name in names})

    def new_place(self) -> SecretPlace:
        """Where this PC would keep a secret that is entered now."""
        return self._secrets.new_place()

    def missing(self, contract: Contract) -> Sequence[str]:
        """What the gateway of a contract needs and this PC does not have."""
        return missing(contract, self._secrets)

    def save(self, before: Contract | None, given: Given, clerk: str) -> Contract | Flawed:
        """Save a new contract, or changes of `before`, which is what was read when the screen opened.

        The secrets that were typed go to this PC's store, not to the database. Raises `ContractWrong` when somebody
        else was faster, `SecretWrong` when a secret can't be kept: then nothing is saved. `DatabaseError`.
        """
        kind = kind_of(before.gateway if before else given.gateway)
        values, flaws = self._read(kind, before, given)
        if flaws:
            return Flawed(flaws)
        id_ = before.id if before else _new_id(kind.name)
        with self._database.write() as session:
            if before is None:
                contract_edit.add(session, id_, kind.name, _profile(kind), values)
            elif not contract_edit.change(session, id_, before.version, values):
                raise ContractWrong("contract_changed", title=before.title)
            if before is not None and given.secrets:
                contract_edit.touch(session, id_)
            changed = _differences(before, values)
            self._note(session, clerk, "contract_saved", id_, changes=changed, secrets=sorted(given.secrets))
            for name, value in given.secrets.items():
                self._secrets.save(id_, name, value)
        self._terms.forget()
        return self._contract(id_)

    def check(self, before: Contract | None, given: Given) -> Mapping[str, Flaw]:
        """What is wrong with the fields that its gateway asks for, by name. Raises `DatabaseError`."""
        kind = kind_of(before.gateway if before else given.gateway)
        _, flaws = self._read(kind, before, given)
        return {each.name: flaws[each.name] for each in kind.fields if each.name in flaws}

    def put_secret(self, contract: Contract, name: str, value: str, clerk: str) -> SecretPlace:
        """Keep one secret on this PC, as a server without a window does. Returns where it went.

        Raises `ContractWrong` for a name that the gateway does not ask for, `GatewayOptionWrong`, `SecretWrong`.
        """
        wanted = next((one for one in kind_of(contract.gateway).fields if one.secret and one.name == name), None)
        if wanted is None:
            raise ContractWrong("contract_secret_unknown", name=name)
        place = self._secrets.save(contract.id, name, wanted.check(value) if value else value)
        with self._database.write() as session:
            contract_edit.touch(session, contract.id)
            self._note(session, clerk, "contract_secret_saved", contract.id, secrets=[name])
        return place

    def forget_secret(self, contract: Contract, name: str, clerk: str) -> None:
        """Take a secret from this PC. Raises `SecretWrong`, `DatabaseError`."""
        self._secrets.delete(contract.id, name)
        with self._database.write() as session:
            contract_edit.touch(session, contract.id)
            self._note(session, clerk, "contract_secret_deleted", contract.id, secrets=[name])

    def set_active(self, contract: Contract, clerk: str, *, active: bool) -> int:
        """Take a contract out of use, or back. Returns how many messages wait under it.

        Raises `ContractWrong`: the one in use stays in use; somebody else was faster. `DatabaseError`.
        """
        if not active and self._terms.current_contract().id == contract.id:
            raise ContractWrong("contract_in_use")
        with self._database.write() as session:
            if not contract_edit.change(session, contract.id, contract.version, {"active": active}):
                raise ContractWrong("contract_changed", title=contract.title)
            action = "contract_activated" if active else "contract_deactivated"
            self._note(session, clerk, action, contract.id)
            waits = contract_edit.waiting(session, [contract.id]).get(contract.id, 0)
        self._terms.forget()
        return waits

    def use(self, contract: Contract, clerk: str) -> None:
        """Let new messages leave by this contract. Asks no password: `services.switching` does.

        Raises `ContractWrong` when it is out of use or not complete on this PC, `DatabaseError`.
        """
        contract = self._contract(contract.id)
        if not contract.active:
            raise ContractWrong("contract_off", title=contract.title)
        if self.missing(contract):
            raise ContractWrong("contract_incomplete", title=contract.title)
        with self._database.write() as session:
            shop_setup.lock(session)
            before = contracts.settings(session).get(CONTRACT, "")
            shop_setup.put_setting(session, SHOP, CONTRACT, contract.id)
            self._note(session, clerk, "contract_switched", contract.id, before=before, title=contract.title)
        self._terms.forget()

    # --- inside ----------------------------------------------------------------------------------------------

    def _contract(self, contract_id: str) -> Contract:
        with self._database.read() as session:
            found = next((one for one in contracts.contracts(session) if one.id == contract_id), None)
        if found is None:
            raise ContractWrong("contract_gone")
        return found

    def _read(self, kind: Kind, before: Contract | None, given: Given) -> tuple[dict[str, Any], dict[str, Flaw]]:
        """The columns, and what is wrong with the fields that have none."""
        values: dict[str, Any] = {}
        flaws: dict[str, Flaw] = {}
        with _Reading(flaws, "title"):
            values["title"] = self._title(before, given.title.strip())
        with _Reading(flaws, "sender_name"):
            values["sender_name"] = _short(given.sender_name.strip(), _SENDER)
        options: dict[str, str] = {}
        for each in (one for one in kind.fields if not one.secret):
            with _Reading(flaws, each.name):
                options[each.name] = read_option(each, given.options.get(each.name, ""))
        values["options"] = {name: value for name, value in options.items() if value}
        for name in LIMITS:
            with _Reading(flaws, name):
                values[name] = read_whole(given.limits.get(name, ""), MOST[name])
        for each in (one for one in kind.fields if one.secret):
            with _Reading(flaws, each.name):
                if each.name in given.secrets:
                    each.check(given.secrets[each.name])

        def has(each: Field) -> bool:
            return bool(options.get(each.name)) if not each.secret else self._has_secret(before, given, each.name)

        for name in kind.lacks(has):
            flaws.setdefault(name, flaw_of(ContractWrong("contract_field_missing")))
        return values, flaws

    def _title(self, before: Contract | None, title: str) -> str:
        if not title:
            raise ContractWrong("contract_title_missing")
        with self._database.read() as session:
            others = {one.title for one in contracts.contracts(session) if before is None or one.id != before.id}
        if title in others:
            raise ContractWrong("contract_title_taken", title=title)
        return _short(title, _TITLE)

    def _has_secret(self, before: Contract | None, given: Given, name: str) -> bool:
        return name in given.secrets or (before is not None and keeps(self._secrets, before.id, name))

    def _note(self, session: Session, clerk: str, action: str, contract_id: str, **detail: object) -> None:
        audit.note(session, By(clerk, self._pc, self._clock()), action, "contract", contract_id, **detail)


class _Reading:
    """Reads one field: what it raises becomes the flaw of that field."""

    def __init__(self, flaws: dict[str, Flaw], name: str) -> None:
        self._flaws, self._name = flaws, name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, DreamPowerError):
            self._flaws[self._name] = flaw_of(error)
            return True
        return False


def _profile(kind: Kind) -> str:
    return kind.row.profile.name if kind.row else DEFAULT_PROFILE.name


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise ContractWrong("text_long", most=str(most))
    return text


def _new_id(gateway: str) -> str:
    """Unlike that of any other shop on this PC, because secrets are kept by it; short enough to be typed."""
    return f"{re.sub(r'[^a-z0-9]', '', gateway)[:20]}-{random.token_hex(4)}"


def _differences(before: Contract | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Field → [before, after], for the audit log."""
    old: dict[str, Any] = {}
    if before is not None:
        day, month = before.budget.day, before.budget.month
        old = dict(zip(LIMITS, (day.messages, day.yen, month.messages, month.yen), strict=True))
        old |= {"title": before.title, "sender_name": before.sender_name, "options": dict(before.options)}
    return {name: [old.get(name), value] for name, value in values.items() if old.get(name) != value}
