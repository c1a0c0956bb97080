"""What tests of templates do: from the menu to the list and the editor, and the same shop on another PC."""

from dataclasses import replace

from sqlalchemy import select

from dreampower_sms.db.tables import CustomerRow
from dreampower_sms.services.template_files import write_file
from dreampower_sms.services.templates import TemplateEntry, Templates
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.template_editor import TemplateScreen
from dreampower_sms.ui.screens.template_import import TemplateImportScreen
from tests.journeys import acts
from tests.journeys.acts import Key


def there(player: Player) -> Templates:
    """The same shop on another PC."""
    return Templates(acts.database(player), half_past_ten(), pc="受付2")


def stored(player: Player, name: str) -> TemplateEntry:
    """The template in use with this name."""
    return next(entry for entry in there(player).list() if entry.name == name)


def names(player: Player) -> list[str]:
    """Those in use, in their order."""
    return [entry.name for entry in there(player).list()]


def management(player: Player) -> SmsDetailsScreen:
    """管理 in 詳細, with the focus on the list."""
    screen = acts.details(player)
    screen.tabs.setCurrentWidget(screen.templates)
    screen.templates.list.setFocus()
    player.see("the templates", lambda: screen.templates.model.rowCount() > 5)
    return screen


def opened(player: Player) -> TemplateScreen:
    """The open editor, loaded."""
    player.see("テンプレート", lambda: player.on(TemplateScreen))
    screen = player.program.window.screen
    assert isinstance(screen, TemplateScreen)
    player.see("its values", lambda: not screen.why_not_save())
    return screen


def edit(player: Player, name: str = "予約事前連絡") -> TemplateScreen:
    """The editor of a stored template, by Enter in the list."""
    screen = management(player)
    assert screen.templates.list.select_id(stored(player, name).id)
    player.press(Key.Key_Return)
    return opened(player)


def write_body(player: Player, screen: TemplateScreen, text: str) -> None:
    """Type another text over what stands there."""
    screen.body.setFocus()
    screen.body.selectAll()
    player.commit(text)


def tried(player: Player, screen: TemplateScreen) -> None:
    """Somebody to try it on, and the worst case."""
    player.see("a customer", lambda: screen.trial.customer_id() is not None)
    player.see("the worst case", lambda: not screen.why_no_longest())


def rename_customer(player: Player, customer_id: int, name: str) -> None:
    """Another name in the database."""
    with acts.database(player).write() as session:
        session.get_one(CustomerRow, customer_id).name = name


def somebody_else(player: Player, customer_id: int) -> int:
    """Another customer who may get an SMS."""
    may = (
        CustomerRow.flag_sms,
        CustomerRow.mobile_e164 != "",
        CustomerRow.archived_at.is_(None),
        ~CustomerRow.is_dummy,
    )
    with acts.database(player).read() as session:
        wanted = select(CustomerRow.id).where(*may, CustomerRow.id != customer_id).order_by(CustomerRow.id.desc())
        found = session.scalar(wanted.limit(1))
    assert found is not None
    return found


def import_screen(player: Player) -> TemplateImportScreen:
    """テンプレートの取り込み, from 管理."""
    management(player).templates.import_button.click()
    player.see("テンプレートの取り込み", lambda: player.on(TemplateImportScreen))
    screen = player.program.window.screen
    assert isinstance(screen, TemplateImportScreen)
    return screen


def read_in(player: Player) -> TemplateImportScreen:
    """A file with a name that is taken, one that is the same and a new one."""
    path = player.shots / "incoming.json"
    entries = there(player).list()[:2]
    assert write_file(path, [replace(entries[0], body="{自社名}です。別の文です。"), entries[1],
                             replace(entries[1], name="他店の文")]) == 3  # fmt: skip
    screen = import_screen(player)
    player.commit(str(path))
    player.press(Key.Key_Return)
    player.see("the entries", lambda: screen.model.rowCount() == 3)
    return screen


def templates_tab(player: Player) -> None:
    management(player).templates.with_archived.setChecked(True)


def templates_export(player: Player) -> None:
    management(player)
    player.press(Key.Key_F6)


def template_editor(player: Player) -> None:
    tried(player, edit(player, "車検案内 満了日のお知らせ"))


def template_editor_with_faults(player: Player) -> None:
    """Everything that can be said at once, with the list at the cursor."""
    screen = edit(player)
    write_body(player, screen, "車検です。{氏なまえ}様👍 03-1234-5678 {型式}\n" * 3)
    player.see("the faults", lambda: len(screen.remarks.lines()) == 4)
    screen.open_fields()
    player.see("the list", screen.body.list_is_open)


def template_import(player: Player) -> None:
    read_in(player)


SCREENS = (templates_tab, templates_export, template_editor, template_editor_with_faults, template_import)
"""The looks of the screens of templates."""
