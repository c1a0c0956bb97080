"""The gateways of the shop's contracts, built when they are first needed."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from dreampower_sms.db import contracts
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.gateways.errors import GatewayMissing
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.gateways.registry import build
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.services.contract_keys import missing
from dreampower_sms.services.contract_kinds import kind_of
from dreampower_sms.services.discreet import Discreet, Heard
from dreampower_sms.services.secrets import Secrets

_log = logging.getLogger(__name__)
_WORKS_ON = 600.0
"""Seconds that a gateway of an older contract stays open: a request may be under way, and a sender holds on to it for
a heartbeat. A connection closed under them would make a 結果不明 of what was never sent."""


class GatewaySource(Protocol):
    """Where senders and pollers get their gateways."""

    def all(self) -> Mapping[str, Gateway]:
        """The gateway of each contract that can be used now, by contract id. Raises `DreamPowerError`."""
        ...


class ContractGateways:
    """One gateway a contract. A contract that was changed gets a new one. Thread-safe."""

    def __init__(
        self,
        database: Database,
        data: Path,
        clock: Callable[[], datetime],
        secrets: Secrets | None = None,
    ) -> None:
        """`secrets` keeps the keys of contracts; without one only gateways that need none are built."""
        self._database, self._data, self._clock = database, data, clock
        self._secrets = secrets or Secrets(data)
        self._lock = threading.Lock()
        self._built: dict[str, tuple[object, Gateway]] = {}
        self._retired: list[tuple[float, Gateway]] = []
        self._warned: dict[str, str] = {}

    def all(self) -> Mapping[str, Gateway]:
        """The gateways of all active contracts. Raises `DatabaseError`.

        A contract whose gateway this version does not know, or whose keys this PC does not have, is left out: its
        messages wait for a PC that can send them, all others leave.
        """
        with self._database.read() as session:
            wanted = [contract for contract in contracts.contracts(session) if contract.active]
        with self._lock:
            return {contract.id: made for contract in wanted if (made := self._of(contract)) is not None}

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            for _, gateway in (*self._built.values(), *self._retired):
                gateway.close()
            self._built.clear()
            self._retired.clear()

    def _of(self, contract: Contract) -> Gateway | None:
        self._close_retired()
        has_keys = any(each.secret for each in kind_of(contract.gateway).fields)
        made_from = (contract.gateway, dict(contract.options), contract.version if has_keys else 0)
        before, gateway = self._built.get(contract.id, (None, None))
        if gateway is not None and before == made_from:
            return gateway
        if gateway is not None:
            self._retired.append((time.monotonic() + _WORKS_ON, gateway))
            del self._built[contract.id]
        heard = Heard(partial(self._secrets.read, contract.id))
        try:
            if lacking := missing(contract, self._secrets):
                self._warn(contract, f"lacks {', '.join(lacking)}")
                return None
            made = build(contract.gateway, Setup(self._data, self._clock, contract.options, heard.read))
        except GatewayMissing:
            self._warn(contract, f"names the gateway {contract.gateway}, which is unknown here")
            return None
        except DreamPowerError as error:  # one contract that can't be built must not hold back the others
            self._warn(contract, f"can't be used: {error}")
            return None
        if has_keys:
            made = Discreet(made, heard)
        self._warned.pop(contract.id, None)
        self._built[contract.id] = made_from, made
        return made

    def _close_retired(self) -> None:
        now = time.monotonic()
        for over in [each for each in self._retired if each[0] <= now]:
            over[1].close()
            self._retired.remove(over)

    def _warn(self, contract: Contract, why: str) -> None:
        """Once, not with every heartbeat."""
        if self._warned.get(contract.id) != why:
            self._warned[contract.id] = why
            _log.warning("contract %s %s", contract.id, why)
