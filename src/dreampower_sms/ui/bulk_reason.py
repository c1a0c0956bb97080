"""What a reason typed for a list is for: those who were shown as left out when it was typed, and nobody else."""

from collections.abc import Sequence

from dreampower_sms.domain.listing import LIST_OVERRIDES
from dreampower_sms.domain.sendable import Reason, Refusal, Weight, something_new
from dreampower_sms.services.listing import Sorting

UNSEEN = "理由を入力したあとで、除かれる方が変わりました。右の振り分けを確かめて、もう一度理由を入力してください。"


class SetAside:
    """Grows each time a clerk comes back to the field: while one sentence is typed the sorting follows it, and must not
    widen what it says.
    """

    def __init__(self) -> None:
        self.reasons = frozenset[Reason]()
        self._shown: dict[int, Sequence[Refusal]] = {}
        """By `Person.id`: what spoke against those who were left out."""
        self._typing = False

    def typed(self, sorting: Sorting | None) -> None:
        """A character came; `sorting` is what stands beside the field."""
        if sorting is None or self._typing:
            return
        self._typing = True
        self.reasons |= LIST_OVERRIDES & sorting.groups.keys()
        lines = [sorting.lines[place] for reason in self.reasons for place in sorting.groups.get(reason, ())]
        self._shown |= {line.person.id: line.refusals for line in lines}

    def finished(self) -> None:
        """The clerk leaves the field."""
        self._typing = False

    def covers(self, sorting: Sorting) -> bool:
        """Whether everybody who gets it in spite of something was shown with it."""
        set_aside = sorting.request.set_aside
        for line in sorting.lines:
            despite = [one for one in line.refusals if one.weight is Weight.SOFT and one.reason in set_aside]
            if line.out is None and something_new(self._shown.get(line.person.id, ()), despite):
                return False
        return True
