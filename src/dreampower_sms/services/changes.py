"""Who wants to know that messages changed: cards, lists, the handset, the sender."""

from collections.abc import Collection

from dreampower_sms.services.listeners import Listeners


class Changes(Listeners[Collection[int]]):
    """Tells the ids of messages that changed, in the thread that changed them."""

    def tell(self, said: Collection[int]) -> None:
        """These messages changed; nobody hears of none."""
        if said:
            super().tell(said)
