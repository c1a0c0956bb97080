"""空電: the shared contract, its documented errors, and how it finds results."""

from typing import ClassVar

from dreampower_sms.gateways.karaden import FIELDS, KaradenGateway
from tests.gateways.http_contract import Clock, HttpGatewayContract
from tests.gateways.servers import karaden_server as there


class TestContract(HttpGatewayContract):
    adapter = KaradenGateway
    fields = FIELDS
    base_path = "/api"
    options: ClassVar = {"tenant": there.TENANT, "service_id": there.SERVICE}
    secrets: ClassVar = {"token": there.TOKEN}
    takes, refuses = "+819011112222", f"+81901111{there.REFUSED}"
    loses_answer, fails_later = f"+81901111{there.ANSWER_LOST}", f"+81901111{there.UNDELIVERED}"

    def provider(self, clock: Clock) -> there.Karaden:
        return there.Karaden(clock)
