"""What every gateway must do, whatever provider stands behind it. One subclass an adapter runs all of it.

A subclass gives a `gateway` fixture, a number for each situation that its test world can produce, and `pass_time`.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from dreampower_sms.domain.counting import PROFILES, measure
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Accepted, Delivery, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Gateway, Sent
from dreampower_sms.gateways.registry import GATEWAYS

BODY = "山川自動車です。\n車検の日が近づきました。"


class GatewayContract:
    """The shared behaviour tests."""

    takes: str
    """E.164 of a number whose messages are accepted and delivered."""
    refuses: str
    loses_answer: str
    """The message arrives, its answer doesn't."""
    fails_later: str
    idempotent = False
    """Whether the provider documents that the same reference again is the same message."""

    def pass_time(self, time: timedelta) -> None:
        """Let the provider's clock run."""
        raise NotImplementedError

    def test_an_accepted_message_has_the_gateways_id(self, gateway: Gateway) -> None:
        outcome = gateway.send(outgoing(self.takes))
        assert isinstance(outcome, Accepted)
        assert outcome.gateway_id

    def test_an_accepted_message_is_delivered_in_the_end(self, gateway: Gateway) -> None:
        sent = self.accepted(gateway, self.takes)
        self.pass_time(timedelta(hours=1))
        [receipt] = gateway.ask([sent])
        assert receipt.delivery is Delivery.DELIVERED
        assert (receipt.reference, receipt.gateway_id) == (sent.reference, sent.gateway_id)

    def test_a_failure_after_acceptance_is_told_with_a_code(self, gateway: Gateway) -> None:
        sent = self.accepted(gateway, self.fails_later)
        self.pass_time(timedelta(hours=1))
        [receipt] = gateway.ask([sent])
        assert receipt.delivery is Delivery.FAILED
        assert receipt.code

    def test_a_refusal_has_a_code_and_nothing_is_delivered(self, gateway: Gateway) -> None:
        message = outgoing(self.refuses)
        outcome = gateway.send(message)
        assert isinstance(outcome, Refused)
        assert outcome.code
        self.pass_time(timedelta(hours=1))
        receipts = gateway.ask([Sent(message.reference, "", message.e164)])
        assert all(receipt.delivery is Delivery.NOT_FOUND for receipt in receipts)

    def test_a_lost_answer_is_unknown_and_never_not_sent(self, gateway: Gateway) -> None:
        outcome = gateway.send(outgoing(self.loses_answer))
        assert isinstance(outcome, Unknown)
        assert outcome.code

    def test_a_lost_answer_is_found_by_reference_exactly_where_the_gateway_says_so(self, gateway: Gateway) -> None:
        message = outgoing(self.loses_answer)
        gateway.send(message)
        self.pass_time(timedelta(hours=1))
        receipts = gateway.ask([Sent(message.reference, "", message.e164)])
        if not gateway.capabilities.finds_by_reference:
            assert all(receipt.delivery is Delivery.NOT_FOUND for receipt in receipts)
            return
        [receipt] = receipts
        assert receipt.reference == message.reference
        assert receipt.delivery is Delivery.DELIVERED
        assert receipt.gateway_id

    def test_the_same_reference_again_is_the_same_message_exactly_where_documented(self, gateway: Gateway) -> None:
        """The machine never repeats a message that may have left; this is the second belt, where there is one."""
        message = outgoing(self.takes)
        assert (gateway.send(message) == gateway.send(message)) is self.idempotent

    def test_a_message_that_it_never_got_is_not_invented(self, gateway: Gateway) -> None:
        receipts = gateway.ask([Sent(uuid4().hex, "", self.takes)])
        assert all(receipt.delivery is Delivery.NOT_FOUND for receipt in receipts)

    def test_only_what_was_asked_is_answered_and_each_once(self, gateway: Gateway) -> None:
        asked, other = self.accepted(gateway, self.takes), self.accepted(gateway, self.takes)
        receipts = gateway.ask([asked])
        assert [receipt.reference for receipt in receipts] == [asked.reference]
        assert other.reference not in {receipt.reference for receipt in receipts}

    def test_nothing_asked_is_nothing_answered(self, gateway: Gateway) -> None:
        assert list(gateway.ask([])) == []

    def test_many_threads_at_once(self, gateway: Gateway) -> None:
        messages = [outgoing(self.takes) for _ in range(16)]
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(gateway.send, messages))
        ids = {outcome.gateway_id for outcome in outcomes if isinstance(outcome, Accepted)}
        assert len(ids) == len(messages)

    def test_times_are_moments(self, gateway: Gateway) -> None:
        receipts: list[Receipt] = list(gateway.ask([self.accepted(gateway, self.takes)]))
        assert all(receipt.at.utcoffset() is not None for receipt in receipts)

    def test_a_broken_character_raises_nothing(self, gateway: Gateway) -> None:
        """The texts of this program have none; a gateway answers with an outcome all the same."""
        outcome = gateway.send(outgoing(self.takes, "half of an emoji: \ud83d"))
        assert isinstance(outcome, Accepted | Refused | Unknown)

    def test_what_it_cannot_cancel_it_does_not_promise(self, gateway: Gateway) -> None:
        assert gateway.cancel(Sent(uuid4().hex, "", self.takes)) is False
        if not gateway.capabilities.cancels:
            assert gateway.cancel(self.accepted(gateway, self.takes)) is False

    def test_it_tells_a_balance_exactly_where_it_says_so(self, gateway: Gateway) -> None:
        assert (gateway.balance() is not None) is gateway.capabilities.tells_balance

    def test_its_counting_is_known_and_its_longest_text_is_taken(self, gateway: Gateway) -> None:
        able = gateway.capabilities
        profile = PROFILES[able.profile]
        longest = "会" * able.max_units
        assert measure(longest, profile).sendable
        assert isinstance(gateway.send(outgoing(self.takes, longest)), Accepted)

    def test_its_name_is_the_key_of_the_registry(self, gateway: Gateway) -> None:
        assert gateway.name in GATEWAYS
        assert GATEWAYS[gateway.name].profile.name == gateway.capabilities.profile
        assert GATEWAYS[gateway.name].real is gateway.capabilities.real

    def test_closing_twice_is_harmless(self, gateway: Gateway) -> None:
        gateway.close()
        gateway.close()

    def accepted(self, gateway: Gateway, number: str) -> Sent:
        """Send one message and return what to ask for it by."""
        message = outgoing(number)
        outcome = gateway.send(message)
        assert isinstance(outcome, Accepted), outcome
        return Sent(message.reference, outcome.gateway_id, number)


def outgoing(number: str, body: str = BODY) -> Outgoing:
    """One message under a new reference."""
    return Outgoing(uuid4().hex, number, body)
