"""The F-key tables of all screens as text: for `dreampower-sms keys --toml`, the help pages and the tests."""

import json
from collections.abc import Iterator
from html import escape

from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.keys import Key, Page, Screen
from dreampower_sms.ui.merge_choice import MergeChoiceScreen
from dreampower_sms.ui.screens.bulk_change import BulkChangeScreen
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.button_custom import ButtonCustomScreen
from dreampower_sms.ui.screens.complaints import ComplaintsScreen
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen
from dreampower_sms.ui.screens.contract_switch import ContractSwitchScreen
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.duplicates import DuplicatesScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.import_wizard import ImportScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.leaflet import LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from dreampower_sms.ui.screens.staff import StaffScreen
from dreampower_sms.ui.screens.template_editor import TemplateScreen
from dreampower_sms.ui.screens.template_import import TemplateImportScreen
from dreampower_sms.ui.screens.vehicle_edit import VehicleScreen

SCREENS: tuple[type[Screen], ...] = (
    MenuScreen,
    InquiryScreen,
    ButtonCustomScreen,
    SmsSendScreen,
    SmsConfirmScreen,
    SmsDetailsScreen,
    TemplateScreen,
    TemplateImportScreen,
    BulkChangeScreen,
    ConsentScreen,
    ComplaintsScreen,
    CustomerScreen,
    VehicleScreen,
    ConflictScreen,
    InspectionListScreen,
    BulkSendScreen,
    FreeSearchScreen,
    SearchTitleScreen,
    ImportScreen,
    DuplicatesScreen,
    MergeChoiceScreen,
    HelpScreen,
    MasterScreen,
    LeafletScreen,
    InitialSettingsScreen,
    StaffScreen,
    ContractsScreen,
    ContractEditScreen,
    ContractSwitchScreen,
)
"""Every screen of the program."""


def pages() -> Iterator[tuple[str, Page]]:
    """Each table with its name: the screen's id, and the page or mode where a screen has several."""
    for screen in SCREENS:
        turned = tuple(f"page{number}" for number in range(1, len(screen.keys) + 1)) if len(screen.keys) > 1 else ("",)
        for name, page in zip(screen.page_names or turned, screen.keys, strict=True):
            yield f"{screen.id}.{name}" if name else screen.id, page


def keys_toml() -> str:
    """All tables as TOML: a table a page, a row a key."""
    return "\n".join(f"[{name}]\n" + "".join(_row(n, key) for n, key in sorted(page.items())) for name, page in pages())


def keys_html(screen_id: str) -> str:
    """The keys of one screen for its help page."""
    tables = [page for name, page in pages() if name.split(".")[0] == screen_id]
    rows = dict.fromkeys((n, key.label, key.help) for page in tables for n, key in page.items())
    cells = "".join(
        f"<tr><td><b>F{n}</b>&nbsp;</td><td>{escape(label)}&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"
        for n, label, what in sorted(rows)
    )
    return f"<table>{cells}</table>" if cells else ""


def _row(number: int, key: Key) -> str:
    manual = ", manual = true" if key.manual else ""
    return f"F{number} = {{ label = {json.dumps(key.label, ensure_ascii=False)}{manual} }}\n"
