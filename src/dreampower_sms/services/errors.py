"""What can go wrong in a service and is no error of the floor below.

DreamPowerError
└── ServiceError
    └── ContractMissing   no such gateway contract, or none that is switched on
"""

from dreampower_sms.domain.errors import DreamPowerError


class ServiceError(DreamPowerError):
    """A service can't do what it was asked."""

    code = "service_error"


class ContractMissing(ServiceError):
    """There is no such gateway contract."""

    code = "contract_missing"
