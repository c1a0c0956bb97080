"""車検一覧, まとめ送信, 詳細: everything that is sent to more than one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.usage import UsageStatement
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.bulk_drafts import BulkDrafts
from dreampower_sms.services.bulk_send import BulkSend, Registered
from dreampower_sms.services.history import History
from dreampower_sms.services.inspections import Inspections
from dreampower_sms.services.listing import Sorting
from dreampower_sms.services.papers import Papers
from dreampower_sms.services.reconciling import Reconciling
from dreampower_sms.services.send_jobs import Again, SendJobs
from dreampower_sms.services.template_files import TemplateFiles
from dreampower_sms.services.template_samples import TemplateSamples
from dreampower_sms.services.templates import Templates
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_doors import BulkDoors, BulkParts, Start
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.doors.templates import TemplateDoors, TemplateServices
from dreampower_sms.ui.history_filter import FilterMemory
from dreampower_sms.ui.history_tab import HistoryDoors
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.paper_desk import PaperDesk
from dreampower_sms.ui.printing.bulk_statement import list_document
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.usage_statement import usage_document
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inspection_list import InspectionDoors, InspectionListScreen
from dreampower_sms.ui.screens.reconcile import ReconcileParts, ReconcileScreen
from dreampower_sms.ui.screens.sms_details import DetailsParts, SmsDetailsScreen
from dreampower_sms.ui.usage_tab import UsageDoors


@dataclass(frozen=True, slots=True)
class SendingServices:
    """What the screens of this area use."""

    bulk: BulkSend
    drafts: BulkDrafts
    send_jobs: SendJobs
    inspections: Inspections
    history: History
    templates: Templates
    samples: TemplateSamples
    template_files: TemplateFiles
    papers: Papers
    usage: UsageStatements
    reconciling: Reconciling


@dataclass(frozen=True, slots=True)
class Beyond:
    """What this area needs of others."""

    customer: Callable[[int], None]
    """To the place where a customer's record is mended."""
    vehicle: Callable[[int, int], None]
    """Likewise, a vehicle of a customer."""
    consent: Callable[[int], None]
    """To 同意 of a customer."""
    setup: Callable[[], None]
    """To 初期設定."""
    company: Callable[[], Company]
    back_from: Callable[[str], None]
    """Closes the screen with this id and what is above it."""
    say: Callable[[str], None]
    budget: Callable[[], Decimal | None]
    """What the shop wants to spend in a month; None: no budget."""
    paper: Callable[[Document], None]
    """Shows a document before it is printed."""
    card: Callable[[int], None]
    """To a customer in 照会."""
    write_again: Callable[[Timeline], None]
    """Opens ショートメッセージ送信 with what an earlier message said."""
    contract: Callable[[], str]
    """The id of the contract that the window names now."""


class SendingDoors:
    """Opens the screens of sending to lists."""

    def __init__(self, hall: Hall, services: SendingServices, beyond: Beyond) -> None:
        self._hall, self._services, self._beyond = hall, services, beyond
        self._remembered = FilterMemory()
        of_templates = TemplateServices(services.templates, services.samples, services.template_files)
        self._desk = PaperDesk(services.papers, hall.jobs)
        self.templates = TemplateDoors(hall, of_templates, beyond.customer)

    def open_inspections(self) -> None:
        """車検一覧."""
        hall = self._hall
        doors = InspectionDoors(send=self._to_vehicles, customer=self._beyond.customer)
        self._hall.open(
            InspectionListScreen(
                self._services.inspections, hall.jobs, doors, hall.clerk, hall.settings, lambda: day_of(hall.clock())
            )
        )

    def open_bulk(self, start: Start) -> None:
        """まとめ送信 to a list."""
        s, hall = self._services, self._hall
        parts = BulkParts(s.bulk, s.drafts, s.templates, hall.clock)
        beyond = self._beyond
        doors = BulkDoors(beyond.customer, beyond.vehicle, beyond.consent, beyond.setup, self.open_details,
                          self._registered, self._print)  # fmt: skip
        budget, contract = beyond.budget(), beyond.contract()
        hall.open(BulkSendScreen(parts, hall.jobs, doors, hall.clerk(), start, budget, contract))

    def open_details(self, customer_id: int | None = None) -> None:
        """詳細, of one customer or of all."""
        s, hall = self._services, self._hall
        history = HistoryDoors(
            self._beyond.write_again,
            self._beyond.card,
            self._desk.print_message,
            lambda: day_of(hall.clock()),
            self._remembered,
        )
        parts = DetailsParts(
            s.history, s.templates, s.send_jobs, hall.clerk, self._again, self.templates.of_tab(),
            history_doors=history, desk=self._desk, usage=s.usage,
            usage_doors=UsageDoors(lambda: day_of(hall.clock()), self._print_usage, self.open_reconcile),
        )  # fmt: skip
        hall.open(SmsDetailsScreen(parts, hall.jobs, hall.settings, customer_id))

    def open_reconcile(self) -> None:
        """請求照合."""
        s, hall = self._services, self._hall
        parts = ReconcileParts(s.reconciling, s.usage, s.history, lambda: day_of(hall.clock()))
        hall.open(ReconcileScreen(parts, hall.jobs, hall.settings))

    def _print_usage(self, screen: Screen, statement: UsageStatement) -> None:
        screen.paper_asked.emit(usage_document(statement, self._beyond.company(), self._hall.clock()))

    def _to_vehicles(self, ids: Sequence[int], title: str, about_inspection: bool) -> None:  # noqa: FBT001  a door
        self.open_bulk(Start(JobKind.VEHICLES, ids, title, about_inspection=about_inspection))

    def _again(self, again: Again) -> None:
        """A new list to those who did not get it."""
        self.open_bulk(
            Start(again.kind, again.ids, f"{again.title}（再送）", again.text, again.purpose, again.template_id)
        )

    def _registered(self, done: Registered, _seen: Sorting) -> None:
        self._beyond.back_from(BulkSendScreen.id)
        if done.first:
            price = show.yen(done.price)
            self._beyond.say(
                f"{done.messages:,} 通（見込み {price}）を登録しました。進み具合は F5 詳細の送信ジョブに出ます。"
            )
        else:
            self._beyond.say("この送信はすでに登録されています。二重には送りません。")

    def _print(self, sorting: Sorting) -> None:
        terms = self._services.bulk.terms_of(sorting.request)
        self._beyond.paper(list_document(sorting, terms, self._hall.clock()))
