"""Free search, its titles, changes of many rows at once."""

from dataclasses import dataclass

from dreampower_sms.ui.doors.hall import Hall


@dataclass(frozen=True, slots=True)
class SearchServices:
    """What the screens of this area use."""


class SearchDoors:
    """Opens the screens of searching."""

    def __init__(self, hall: Hall, services: SearchServices) -> None:
        self._hall, self._services = hall, services
