"""What can go wrong in a service and is no error of the floor below.

DreamPowerError
└── ServiceError
    ├── ContractMissing   no such gateway contract, or none that is switched on
    └── ContractUnusable  its fee table, or the shop's send window, contradicts itself
"""

from dreampower_sms.domain.errors import DreamPowerError


class ServiceError(DreamPowerError):
    """A service can't do what it was asked."""

    code = "service_error"


class ContractMissing(ServiceError):
    """There is no such gateway contract."""

    code = "contract_missing"


class ContractUnusable(ServiceError):
    """A fee table, or the send window of the shop, contradicts itself: nothing leaves by the contract."""

    code = "contract_unusable"

    def __str__(self) -> str:
        """With the id of the contract, which tells nothing of any customer: a worker has only its log."""
        return f"{super().__str__()} {self.details.get('contract', '')}".rstrip()
