"""Where that is mended for which somebody of a list gets nothing."""

from collections.abc import Mapping
from enum import Enum, auto

from dreampower_sms.domain.listing import LIST_OVERRIDES, Line
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.templates import FIELDS_BY_NAME, Group
from dreampower_sms.services.listing import Sorting


class Where(Enum):
    """A record, a setting, or a place of まとめ送信 itself."""

    CUSTOMER = auto()
    VEHICLE = auto()
    CONSENT = auto()
    SETUP = auto()
    BODY = auto()
    WHEN = auto()
    REASON = auto()
    """The field for why somebody gets it all the same."""


_BY_REASON: Mapping[Reason, Where] = {
    Reason.SMS_OFF_VEHICLE: Where.VEHICLE,
    Reason.OPTED_OUT: Where.CONSENT,
    Reason.NO_CONSENT: Where.CONSENT,
    Reason.NEVER_OPEN: Where.SETUP,
    Reason.EMPTY_TEXT: Where.BODY,
    Reason.OVER_LIMIT: Where.BODY,
    Reason.CONTROL_CHARACTER: Where.BODY,
    Reason.SCHEDULED_IN_PAST: Where.WHEN,
    **dict.fromkeys(LIST_OVERRIDES, Where.REASON),
}
_BY_GROUP: Mapping[Group, Where] = {
    Group.CUSTOMER: Where.CUSTOMER,
    Group.VEHICLE: Where.VEHICLE,
    Group.COMPANY: Where.SETUP,
    Group.URL: Where.SETUP,
}


def where_to_mend(line: Line) -> Where:
    """The place for one person of the list; for those who get it, their record."""
    if line.out is None:
        return Where.CUSTOMER
    if line.out.reason is Reason.MERGE_ERROR:
        return _blank_field(line, line.out.detail.partition("、")[0])
    return _BY_REASON.get(line.out.reason, Where.CUSTOMER)


def why_nothing_leaves(sorting: Sorting) -> str:
    """That nobody gets it, and what to do about it; "" when somebody does."""
    if sorting.totals.messages:
        return ""
    if LIST_OVERRIDES & sorting.groups.keys():
        return "送信できる方がいません。それでも送るときは、宛先で方を選び、F6 修正で理由を入力してください。"
    return "送信できる方がいません。振り分けの理由を確かめてください。"


def _blank_field(line: Line, name: str) -> Where:
    field = FIELDS_BY_NAME.get(name)
    where = Where.BODY if field is None else _BY_GROUP.get(field.group, Where.BODY)
    return Where.BODY if where is Where.VEHICLE and line.person.vehicle is None else where
