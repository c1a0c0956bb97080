"""The gateways of the shop's contracts, built when they are first needed."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from dreampower_sms.db import contracts
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.gateways.errors import GatewayMissing
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.gateways.registry import Setup, build

_log = logging.getLogger(__name__)


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
        secret: Callable[[str, str], str] = lambda _contract, _name: "",
    ) -> None:
        """`secret` reads a secret by contract id and name from the operating system's store."""
        self._database, self._data, self._clock, self._secret = database, data, clock, secret
        self._lock = threading.Lock()
        self._built: dict[str, tuple[int, Gateway]] = {}

    def all(self) -> Mapping[str, Gateway]:
        """The gateways of all active contracts. Raises `DatabaseError`.

        A contract whose gateway this version does not know is left out: its messages wait, all others leave.
        """
        with self._database.read() as session:
            wanted = [contract for contract in contracts.contracts(session) if contract.active]
        with self._lock:
            return {contract.id: made for contract in wanted if (made := self._of(contract)) is not None}

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            for _, gateway in self._built.values():
                gateway.close()
            self._built.clear()

    def _of(self, contract: Contract) -> Gateway | None:
        version, gateway = self._built.get(contract.id, (None, None))
        if gateway is not None and version == contract.version:
            return gateway
        if gateway is not None:
            gateway.close()

        def secret(name: str) -> str:
            return self._secret(contract.id, name)

        try:
            made = build(contract.gateway, Setup(self._data, self._clock, contract.options, secret))
        except GatewayMissing:
            _log.warning("contract %s names the gateway %s, which is unknown here", contract.id, contract.gateway)
            return None
        self._built[contract.id] = contract.version, made
        return made
