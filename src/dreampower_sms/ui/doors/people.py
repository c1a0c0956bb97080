"""Customers, vehicles, consent, duplicates, import."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.records import Record
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.consent import Consent, Story
from dreampower_sms.services.duplicates import Duplicates
from dreampower_sms.services.importing.service import Imports
from dreampower_sms.services.inquiry import Card
from dreampower_sms.services.optout import OptOut
from dreampower_sms.services.people import People, Step
from dreampower_sms.services.postal import Postal
from dreampower_sms.services.removed import RemovedCustomers
from dreampower_sms.services.settings import Settings
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.keysheet import HELP_PAGES
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.opt_out_desk import OptOutParts
from dreampower_sms.ui.printing.consent_proof import proof_document
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.record_screen import RecordDoors
from dreampower_sms.ui.screens.complaints import ComplaintsScreen
from dreampower_sms.ui.screens.consent import ConsentParts, ConsentScreen
from dreampower_sms.ui.screens.customer_edit import CustomerParts, CustomerScreen, NewCustomerScreen
from dreampower_sms.ui.screens.duplicates import DuplicatesDoors, DuplicatesScreen
from dreampower_sms.ui.screens.import_wizard import ImportScreen
from dreampower_sms.ui.screens.removed import RemovedDoors, RemovedScreen
from dreampower_sms.ui.screens.vehicle_edit import NewVehicleScreen, VehicleScreen
from dreampower_sms.ui.wording.people import DONE


@dataclass(frozen=True, slots=True)
class PeopleServices:
    """What the screens of this area use."""

    imports: Imports
    consent: Consent
    duplicates: Duplicates
    opt_out: OptOut
    people: People
    postal: Postal
    removed: RemovedCustomers
    settings: Settings


@dataclass(frozen=True, slots=True)
class BeyondPeople:
    """What this area needs of others."""

    show_customer: Callable[[int], None]
    """A customer was registered: shows them where the clerk came from."""
    area_code: Callable[[], str]
    """市外局番 of the shop."""
    company: Callable[[], Company]
    paper: Callable[[Document], None]
    """Shows a document before it is printed."""
    stop_at_card: Callable[[Card], None]
    """Goes back to 照会 and asks there for the reason of a 配信停止."""
    card: Callable[[int], Card | None]
    """Reads the card of a customer, off the window's thread."""
    fees: Callable[[], str]
    leaflet: Callable[[], None]
    """To 送信案内書."""


class PeopleDoors:
    """Opens the screens of customers and vehicles."""

    def __init__(self, hall: Hall, services: PeopleServices, beyond: BeyondPeople) -> None:
        self._hall, self._services, self._beyond = hall, services, beyond

    def entries(self) -> tuple[Entry, ...]:
        """What マスタ holds of this area."""
        return (
            Entry("データ取込", "ほかのソフトの顧客と車両を Excel や CSV から", self.open_import),
            Entry("重複顧客", "二重に登録されたお客様を探してまとめる", self.open_duplicates),
            Entry("削除したお客様", "前に削除したお客様を探して一覧に戻す", self.open_removed),
        )

    def open_import(self) -> None:
        """データ取込."""
        hall = self._hall
        self._hall.open(ImportScreen(self._services.imports, hall.jobs, hall.settings, hall.clerk, hall.clock))

    def open_duplicates(self) -> None:
        """重複顧客."""
        hall = self._hall
        doors = DuplicatesDoors(
            hall.open, self.open_customer, hall.offer_undo, hall.clerk, self._services.people.staff, hall.say
        )
        hall.open(DuplicatesScreen(self._services.duplicates, hall.jobs, doors, hall.settings))

    def open_removed(self) -> None:
        """削除したお客様."""
        hall = self._hall
        doors = RemovedDoors(self.open_customer, hall.offer_undo, hall.clerk, hall.say)
        hall.open(RemovedScreen(self._services.removed, hall.jobs, doors, hall.settings))

    def opt_out_parts(self) -> OptOutParts:
        """What stops and resumes numbers, for screens that show a customer."""
        hall = self._hall
        return OptOutParts(self._services.opt_out, hall.clerk, hall.offer_undo, hall.clock, hall.say)

    def open_consent(self, customer_id: int) -> None:
        """同意と配信停止 of a customer."""
        hall = self._hall
        parts = ConsentParts(
            self._services.consent, self.opt_out_parts(), hall.clerk, self._print_proof, self._open_complaints_of,
            self._beyond.leaflet,
        )  # fmt: skip
        hall.open(ConsentScreen(parts, hall.jobs, hall.settings, customer_id))

    def open_complaints(self, card: Card | None = None) -> None:
        """苦情対応, with the facts of the customer who is on the phone."""
        stop = None if card is None else partial(self._beyond.stop_at_card, card)
        self._hall.open(ComplaintsScreen(card, HELP_PAGES, stop, self._beyond.fees()))

    def _open_complaints_of(self, customer_id: int) -> None:
        jobs = self._hall.jobs
        jobs.start(jobs, lambda _job: self._beyond.card(customer_id), self.open_complaints, lane="complaints")

    def _print_proof(self, story: Story) -> None:
        self._beyond.paper(proof_document(story, self._beyond.company(), self._hall.clock()))

    def open_customer(self, customer_id: int | None = None) -> None:
        """顧客修正, or 顧客新規."""
        s, hall = self._services, self._hall
        parts = CustomerParts(s.people, s.postal, self._code_to_add, lambda: day_of(hall.clock()))
        screen = NewCustomerScreen if customer_id is None else CustomerScreen
        hall.open(screen(parts, hall.jobs, self._record_doors(), hall.clerk(), customer_id))

    def open_vehicle(self, customer_id: int, vehicle_id: int | None = None) -> None:
        """車両修正, or 車両新規 for a customer."""
        hall = self._hall
        screen = NewVehicleScreen if vehicle_id is None else VehicleScreen
        hall.open(
            screen(
                self._services.people, hall.jobs, self._record_doors(), hall.clerk(), customer_id, vehicle_id,
                lambda: day_of(hall.clock()),
            )
        )  # fmt: skip

    def _record_doors(self) -> RecordDoors:
        return RecordDoors(self._hall.open, self._saved, self.open_customer, consent=self.open_consent)

    def _code_to_add(self) -> str:
        """Touches the database: asked off the window's thread."""
        return self._beyond.area_code() if self._services.settings.customer_defaults().auto_area_code else ""

    def _saved(self, record: Record, step: Step | None) -> None:
        hall = self._hall
        hall.close()
        if step is None:
            hall.say("変更はありませんでした。", "info")
            return
        name = f"「{step.name}」の{DONE[step.what]}"
        hall.offer_undo(name, partial(self._undo, step))
        hall.say(f"{name}を保存しました。Ctrl+Z で元に戻せます。", "info")
        if step.what == "added" and not record.owner_id:
            self._beyond.show_customer(record.id)

    def _undo(self, step: Step) -> None:
        clerk = self._hall.clerk()
        self._hall.jobs.write(
            self._hall.jobs, lambda _job: self._services.people.undo(step, clerk), partial(self._undone, step)
        )

    def _undone(self, step: Step, back: bool) -> None:  # noqa: FBT001  a job's result
        name = f"「{step.name}」の{DONE[step.what]}"
        if back:
            self._hall.say(f"{name}を取り消し、元に戻しました。", "info")
        else:
            self._hall.say(f"{name}のあとに別の変更があるため、戻せません。登録を開いて確かめてください。", "warn")
        self._hall.jobs.tell(Topic.CUSTOMERS)
