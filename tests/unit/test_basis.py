"""On what a message rested when it left: the consent log as it was then, not as it is now."""

from datetime import UTC, datetime, timedelta

import pytest

from dreampower_sms.domain.consent import Ground, basis_of
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
ADVERT, ROUTINE = Purpose.CAMPAIGN, Purpose.ROUTINE


def said(kind: ConsentKind, hours: int, purpose: Purpose | None = None) -> ConsentRecord:
    """A record that was made so many hours after noon."""
    return ConsentRecord(NOON + timedelta(hours=hours), "+819022223333", kind, purpose, "佐藤", "店頭", "文面")


GRANTED, RELATION, WITHDRAWN = ConsentKind.GRANTED, ConsentKind.RELATION, ConsentKind.WITHDRAWN


@pytest.mark.parametrize(
    ("records", "purpose", "ground"),
    [
        ([], ADVERT, Ground.NONE),
        ([], ROUTINE, Ground.NO_ADVERTISING),
        ([said(GRANTED, -1)], ADVERT, Ground.CONSENT),
        ([said(GRANTED, 0)], ADVERT, Ground.CONSENT),
        ([said(GRANTED, 1)], ADVERT, Ground.NONE),
        ([said(RELATION, -1)], ADVERT, Ground.RELATION),
        ([said(GRANTED, -1)], ROUTINE, Ground.CONSENT),
        ([said(GRANTED, -1, ROUTINE)], ADVERT, Ground.NONE),
        ([said(GRANTED, -1, ADVERT)], ADVERT, Ground.CONSENT),
        ([said(GRANTED, -2), said(WITHDRAWN, -1)], ADVERT, Ground.WITHDRAWN),
        ([said(GRANTED, -2), said(WITHDRAWN, 1)], ADVERT, Ground.CONSENT),
        ([said(WITHDRAWN, -1), said(GRANTED, -1)], ADVERT, Ground.WITHDRAWN),
        ([said(WITHDRAWN, -3), said(GRANTED, -2)], ADVERT, Ground.CONSENT),
    ],
)
def test_the_last_word_up_to_then_is_the_ground(records: list[ConsentRecord], purpose: Purpose, ground: Ground) -> None:
    basis = basis_of(records, purpose, NOON)
    assert basis.ground is ground
    assert (basis.record is None) == (ground in {Ground.NONE, Ground.NO_ADVERTISING})
