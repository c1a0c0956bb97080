"""接続テスト: does a gateway answer with what is typed in the fields? Nothing goes to a customer.

Asks for the balance where the gateway has one, else for the result of a message that does not exist. Both prove that
address, proxy, certificates and keys are right, and cost nothing. One message to the shop's own number is another
call, which a person has to ask for.
"""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from dreampower_sms.db import audit
from dreampower_sms.db.audit import By
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.gateways.outcome import Outcome
from dreampower_sms.gateways.protocol import Gateway, Sent
from dreampower_sms.gateways.registry import build
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.services.contract_kinds import ContractWrong, plain
from dreampower_sms.services.contracts import Given
from dreampower_sms.services.discreet import Discreet, Heard
from dreampower_sms.services.secrets import Secrets

_NOBODY = "+819000000000"
"""A number that nobody can have; no message to it exists."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The gateway knows us."""

    balance: str = ""
    """What it says that is left, as it says it; "" where it tells no balance."""


class Connection:
    """Asks gateways. Every call may block for the time of an HTTP call and may come from any thread."""

    def __init__(
        self, database: Database, data: Path, secrets: Secrets, clock: Callable[[], datetime], pc: str = ""
    ) -> None:
        self._database, self._data, self._secrets, self._clock = database, data, secrets, clock
        self._pc = pc or socket.gethostname()

    def ask(self, before: Contract | None, given: Given) -> Answered:
        """Whether the gateway answers. Raises `GatewayError`, `SecretWrong`; `ContractWrong` when only a message
        could show it.
        """
        gateway = self._build(before, given)
        try:
            able = gateway.capabilities
            if able.tells_balance and (left := gateway.balance()) is not None:
                return Answered(str(left))
            if not able.finds_by_reference:
                raise ContractWrong("contract_test_unable")
            gateway.ask([Sent(uuid4().hex, "", _NOBODY, self._clock())])
            return Answered()
        finally:
            gateway.close()

    def send_one(self, before: Contract | None, given: Given, number: str, text: str, clerk: str) -> Outcome:
        """Send one message to the shop's own number, past the outbox, and note that in the audit log.

        Raises `ContractWrong` for what is no mobile number, `DatabaseError`.
        """
        phone = parse_phone(number)
        if not phone.sendable or not phone.e164:
            raise ContractWrong("contract_test_number")
        gateway = self._build(before, given)
        try:
            with self._database.write() as session:
                by = By(clerk, self._pc, self._clock())
                audit.note(session, by, "contract_tested", "contract", before.id if before else "", number=phone.e164)
            return gateway.send(Outgoing(uuid4().hex, phone.e164, text))
        finally:
            gateway.close()

    def _build(self, before: Contract | None, given: Given) -> Gateway:
        options: Mapping[str, str] = {name: plain(value) for name, value in given.options.items() if value.strip()}

        def secret(name: str) -> str:
            if name in given.secrets:
                return given.secrets[name]
            return self._secrets.read(before.id, name) if before else ""

        heard = Heard(secret)
        name = before.gateway if before else given.gateway
        return Discreet(build(name, Setup(self._data, self._clock, options, heard.read)), heard)
