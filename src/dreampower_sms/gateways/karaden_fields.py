"""What a contract with 空電 is asked for. Apart from the adapter, so that a screen can ask without loading HTTP."""

from dreampower_sms.gateways.fields import HTTP, Field, key, uuid, whole_number

FIELDS = (
    Field("tenant", required=True, check=uuid),
    Field("service_id", required=True, check=whole_number),
    Field("token", required=True, secret=True, check=key),
    Field("shorten", choices=("yes", "no")),
    *HTTP,
)
"""`shorten`: whether the provider shortens URLs of the text; empty: as the service is set up there."""
