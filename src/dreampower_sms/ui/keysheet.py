"""The F-key tables of all screens as text: for `dreampower-sms keys --toml`, the help pages and the tests."""

import json
from collections.abc import Iterator, Mapping, Sequence

from dreampower_sms.services.help_search import KeyRow
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.help_library import HelpLibrary, keys_table
from dreampower_sms.ui.keys import HELP, Key, Page, Screen
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
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen, KeyTable
from dreampower_sms.ui.screens.leaflet import LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.print_preview import PrintPreviewScreen
from dreampower_sms.ui.screens.reconcile import ReconcileScreen
from dreampower_sms.ui.screens.removed import RemovedScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from dreampower_sms.ui.screens.staff import StaffScreen
from dreampower_sms.ui.screens.template_editor import TemplateScreen
from dreampower_sms.ui.screens.template_import import TemplateImportScreen
from dreampower_sms.ui.screens.vehicle_edit import VehicleScreen
from dreampower_sms.ui.tabs import TabbedScreen

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
    RemovedScreen,
    MergeChoiceScreen,
    HelpScreen,
    KeySheetScreen,
    PrintPreviewScreen,
    MasterScreen,
    ReconcileScreen,
    LeafletScreen,
    InitialSettingsScreen,
    StaffScreen,
    ContractsScreen,
    ContractEditScreen,
    ContractSwitchScreen,
)
"""Every screen of the program."""
MODES: Mapping[str, Mapping[str, str]] = {
    "bulk_send": {"": "本文", "register": "確認", "final": "送信"},
    "free_search": {"": "条件", "result": "結果", "settings": "設定"},
    "import": {"": "ファイル", "columns": "項目", "check": "確認", "result": "取込"},
}
"""What modes of a screen are called, by the id of the screen; tabs have titles of their own."""


def pages() -> Iterator[tuple[str, Page]]:
    """Each table with its name: the screen's id, and the page or mode where a screen has several."""
    for screen in SCREENS:
        turned = tuple(f"page{number}" for number in range(1, len(screen.keys) + 1)) if len(screen.keys) > 1 else ("",)
        for name, page in zip(screen.page_names or turned, screen.keys, strict=True):
            yield f"{screen.id}.{name}" if name else screen.id, page


def keys_toml() -> str:
    """All tables as TOML: a table a page, a row a key."""
    return "\n".join(f"[{name}]\n" + "".join(_row(n, key) for n, key in sorted(page.items())) for name, page in pages())


def key_rows(screen_id: str) -> Sequence[KeyRow]:
    """The keys of one screen, in all of its modes, in their order."""
    tables = [page for name, page in pages() if name.split(".")[0] == screen_id]
    return sorted({(number, key.label, key.help) for page in tables for number, key in page.items()})


def keys_html(screen_id: str) -> str:
    """The keys of one screen for its help page."""
    return keys_table(key_rows(screen_id))


def key_tables() -> Sequence[KeyTable]:
    """All tables for the key sheet."""
    made: list[KeyTable] = []
    for screen in SCREENS:
        names = screen.page_names or tuple(f"{number} 面" for number in range(1, len(screen.keys) + 1))
        for mode, page in zip(names, screen.keys, strict=True):
            part = _part(screen, mode) if len(screen.keys) > 1 else ""
            made.append(KeyTable(screen.id, screen.title, part, {1: HELP, **page}))
    return made


def _part(screen: type[Screen], mode: str) -> str:
    """What one of several pages or modes of a screen is called."""
    if issubclass(screen, TabbedScreen):
        return next(tab.title for tab in screen.tab_types if tab.mode == mode)
    return MODES[screen.id][mode] if screen.page_names else mode


HELP_PAGES = HelpLibrary(key_rows)
"""The help of this program."""


def _row(number: int, key: Key) -> str:
    manual = ", manual = true" if key.manual else ""
    return f"F{number} = {{ label = {json.dumps(key.label, ensure_ascii=False)}{manual} }}\n"
