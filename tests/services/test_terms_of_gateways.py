"""A contract's dialog knows the longest text that its gateway takes."""

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.gateways.registry import GATEWAYS
from dreampower_sms.services.terms import ShopTerms
from tests.services.conftest import Clock


@pytest.mark.parametrize(("option", "longest"), [({}, 70), ({"long_text": "short"}, 70), ({"long_text": "long"}, 660)])
def test_a_text_that_mediasms_would_cut_is_too_long_already_in_the_dialog(
    database: Database, clock: Clock, option: dict[str, str], longest: int
) -> None:
    with database.write() as session:
        session.add(ContractRow(id="media", gateway="mediasms", title="", profile="mediasms", options=option))
    terms = ShopTerms(database, clock).of("media")
    assert (terms.profile.max_units, terms.rules.max_units) == (longest, longest)


@pytest.mark.parametrize("name", sorted(GATEWAYS))
def test_every_other_gateway_takes_what_its_profile_says(database: Database, clock: Clock, name: str) -> None:
    profile = GATEWAYS[name].profile
    with database.write() as session:
        session.add(ContractRow(id="one", gateway=name, title="", profile=profile.name, options={"long_text": "long"}))
    assert ShopTerms(database, clock).of("one").profile == profile
