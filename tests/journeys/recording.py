"""What tests of 顧客修正 and 車両修正 do: fields by name, and the same shop on another PC."""

from typing import Any

from dreampower_sms.services.people import People
from dreampower_sms.services.settings import Settings
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.record_screen import RecordScreen
from tests.journeys import acts


def there(player: Player) -> People:
    """The same shop on another PC."""
    database, clock = acts.database(player), half_past_ten()
    return People(database, Settings(database, clock), clock, pc="受付2")


def text(screen: RecordScreen, key: str) -> str:
    return str(screen.form.values()[key])


def clear(screen: RecordScreen, key: str) -> Any:
    widget: Any = screen.form.fields[key].widget
    widget.setFocus()
    widget.selectAll()
    return widget
