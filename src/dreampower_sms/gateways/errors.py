"""What can go wrong at a gateway apart from the fate of one message, which is an `Outcome`.

DreamPowerError
└── GatewayError
    ├── GatewayUnavailable   the gateway can't be asked now; nothing is lost, ask later
    └── GatewayMissing       a contract names a gateway that this program has no adapter for
"""

from dreampower_sms.domain.errors import DreamPowerError


class GatewayError(DreamPowerError):
    """A gateway can't do what it was asked."""

    code = "gateway_error"


class GatewayUnavailable(GatewayError):
    """The gateway can't be asked now."""

    code = "gateway_unavailable"


class GatewayMissing(GatewayError):
    """This program has no adapter for the gateway that a contract names."""

    code = "gateway_missing"
