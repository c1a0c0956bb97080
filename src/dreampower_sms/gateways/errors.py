"""What can go wrong at a gateway apart from the fate of one message, which is an `Outcome`.

DreamPowerError
└── GatewayError
    ├── GatewayUnavailable       the gateway can't be asked now; nothing is lost, ask later
    ├── GatewayMissing           a contract names a gateway that this program has no adapter for
    └── GatewayOptionWrong       a setting of the contract can't be used
        ├── GatewayAddressWrong  the address of the gateway or of the proxy is none, or would carry keys in the clear
        └── GatewayIncomplete    a setting or secret that the gateway needs is missing
"""

from datetime import timedelta

from dreampower_sms.domain.errors import DreamPowerError


class GatewayError(DreamPowerError):
    """A gateway can't do what it was asked."""

    code = "gateway_error"


class GatewayUnavailable(GatewayError):
    """The gateway can't be asked now."""

    code = "gateway_unavailable"
    wait: timedelta | None = None
    """How long the gateway asks to be left alone, where it says so."""


class GatewayMissing(GatewayError):
    """This program has no adapter for the gateway that a contract names."""

    code = "gateway_missing"


class GatewayOptionWrong(GatewayError):
    """A setting of a contract can't be used."""

    code = "gateway_option_wrong"


class GatewayAddressWrong(GatewayOptionWrong):
    """An address is none, or keys would travel in the clear."""

    code = "gateway_address_wrong"


class GatewayIncomplete(GatewayOptionWrong):
    """A setting or secret is missing that the gateway can't do without."""

    code = "gateway_incomplete"
