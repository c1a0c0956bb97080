"""Who works here and what messages leave by: what the window says on every screen."""

from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.errors import ContractUnusable
from dreampower_sms.services.settings import Settings, ShopSettings
from dreampower_sms.services.terms import ShopTerms, Terms
from dreampower_sms.ui.screens.help import fees_html


@dataclass(frozen=True, slots=True)
class Identity:
    """Read again whenever settings change, and now and then, because another PC may have changed them."""

    company: Company
    staff: dict[int, str]
    """Who works here, in the shop's order."""
    shop: ShopSettings
    practice: bool
    contract_id: str = ""
    """What new messages are made with. Dialogs keep to it, so that they send as the window said when they opened."""
    contract: str = ""
    """Its name."""
    sender: str = ""
    """What phones show for its messages; "" where the contract doesn't say."""
    fees: str = ""
    """The fee table in use, for 注意事項・料金表."""


def read(settings: Settings, terms: ShopTerms, now: datetime) -> Identity:
    """Touches the database: call it off the window's thread. Raises `DatabaseError`, `ContractMissing`."""
    contract = terms.current_contract()
    return Identity(
        settings.company(),
        settings.staff_by_id(),
        settings.shop(),
        contract.practice,
        contract.id,
        contract.title or contract.id,
        contract.sender_name,
        _fees(terms, now),
    )


def _fees(terms: ShopTerms, now: datetime) -> str:
    """None where they are broken: the message line tells, and 初期設定 mends them."""
    try:
        return fees(terms.current(), now)
    except ContractUnusable:
        return ""


def fees(terms: Terms, now: datetime) -> str:
    """The fees of a contract today, as a page."""
    return fees_html(terms.contract.title, terms.profile, terms.profile.tariffs.on(day_of(now)))
