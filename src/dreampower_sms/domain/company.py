"""会社情報: the shop itself, as templates and the law need it, and what its new customers start with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """One shop."""

    name: str = ""
    """As customers call it; the first line of a message (manual chapter 9 b)."""
    formal_name: str = ""
    """The registered name, which an advertisement has to carry (特定電子メール法 4条)."""
    phone: str = ""
    address: str = ""
    url: str = ""
    opt_out_contact: str = ""
    """Where to refuse further messages: a number, an address or a URL."""


@dataclass(frozen=True, slots=True)
class CustomerDefaults:
    """顧客登録既定値: the check boxes that a new customer starts with (manual chapter 5).

    Existing customers keep theirs.
    """

    flag_summer: bool = True
    """暑中."""
    flag_midyear: bool = True
    """中元."""
    flag_yearend: bool = True
    """歳暮."""
    flag_newyear: bool = True
    """年賀."""
    flag_print_list: bool = False
    """一覧印刷."""
    flag_dm: bool = True
    """DM発送."""
    flag_sms: bool = False
    """SMS: off until a shop decides otherwise, as the manual prints it. Vehicles start from it, too."""
    flag_telecall: bool = False
    """テレコール."""
    auto_area_code: bool = False
    """市外局番を自動取得: a new phone number starts with the area code of the shop."""
