"""Customers, vehicles, consent, duplicates, import."""

from dataclasses import dataclass

from dreampower_sms.services.importing.service import Imports
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.screens.import_wizard import ImportScreen


@dataclass(frozen=True, slots=True)
class PeopleServices:
    """What the screens of this area use."""

    imports: Imports


class PeopleDoors:
    """Opens the screens of customers and vehicles."""

    def __init__(self, hall: Hall, services: PeopleServices) -> None:
        self._hall, self._services = hall, services

    def entries(self) -> tuple[Entry, ...]:
        """What マスタ holds of this area."""
        return (Entry("データ取込", "ほかのソフトの顧客と車両を Excel や CSV から", self.open_import),)

    def open_import(self) -> None:
        """データ取込."""
        hall = self._hall
        self._hall.open(ImportScreen(self._services.imports, hall.jobs, hall.settings, hall.clerk, hall.clock))
