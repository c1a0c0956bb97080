"""Customers, vehicles, consent, duplicates, import."""

from dataclasses import dataclass

from dreampower_sms.ui.doors.hall import Hall


@dataclass(frozen=True, slots=True)
class PeopleServices:
    """What the screens of this area use."""


class PeopleDoors:
    """Opens the screens of customers and vehicles."""

    def __init__(self, hall: Hall, services: PeopleServices) -> None:
        self._hall, self._services = hall, services
