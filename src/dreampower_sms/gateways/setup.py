"""What a gateway is built from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dreampower_sms.gateways.errors import GatewayIncomplete, GatewayOptionWrong
from dreampower_sms.gateways.fields import Field


@dataclass(frozen=True, slots=True)
class Setup:
    """One contract of the shop, and the places that its gateway may use."""

    data: Path
    """The program's data folder."""
    clock: Callable[[], datetime]
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    """The contract's settings that are no secrets (sender, service number, address)."""
    secret: Callable[[str], str] = field(default=lambda _name: "")
    """Reads a secret of this contract by name from the operating system's store; "" when there is none."""

    def read(self, wanted: Field) -> str:
        """One checked value of the contract, or the field's default.

        Raises `GatewayIncomplete` when it is missing, `GatewayOptionWrong` when it can't be used.
        """
        value = self.secret(wanted.name) if wanted.secret else self.options.get(wanted.name, "")
        if value:
            if wanted.choices and value not in wanted.choices:
                raise GatewayOptionWrong("gateway_option_choice")
            return wanted.check(value)
        if wanted.required:
            raise GatewayIncomplete(field=wanted.name)
        return wanted.default

    def read_all(self, fields: tuple[Field, ...]) -> Mapping[str, str]:
        """All values by name. Raises as `read` does, and `GatewayIncomplete` when a whole group is empty."""
        values = {each.name: self.read(each) for each in fields}
        for group in {each.one_of for each in fields if each.one_of}:
            members = [each.name for each in fields if each.one_of == group]
            if not any(values[name] for name in members):
                raise GatewayIncomplete(field=members[0])
        return values
