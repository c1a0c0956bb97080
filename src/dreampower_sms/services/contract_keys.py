"""Whether this PC has what the gateway of a contract needs."""

from collections.abc import Sequence

from dreampower_sms.db.contracts import Contract
from dreampower_sms.gateways.fields import Field
from dreampower_sms.services.contract_kinds import kind_of
from dreampower_sms.services.secrets import SecretPlace, Secrets, SecretWrong


def missing(contract: Contract, secrets: Secrets) -> Sequence[str]:
    """What a gateway needs for this contract and this PC does not have. A secret that can't be read is missing, too."""

    def has(each: Field) -> bool:
        return keeps(secrets, contract.id, each.name) if each.secret else bool(contract.options.get(each.name))

    return kind_of(contract.gateway).lacks(has)


def keeps(secrets: Secrets, contract_id: str, name: str) -> bool:
    """Whether this PC has a secret that can be read."""
    return bool(place_of(secrets, contract_id, name))


def place_of(secrets: Secrets, contract_id: str, name: str) -> SecretPlace:
    """Where this PC has a secret; one that can't be read counts as none."""
    try:
        return secrets.place(contract_id, name)
    except SecretWrong:  # said where the contract is used; here it only counts that it has to be entered anew
        return SecretPlace.NONE
