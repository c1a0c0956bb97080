"""The one place where the services of the screens are put together, on top of the machine that sends."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from dreampower_sms import paths
from dreampower_sms.db.engine import Database
from dreampower_sms.gateways.practice import ArrivalListener, PracticeGateway
from dreampower_sms.machine import Clock, Ground, Machine, build_machine, utc_now
from dreampower_sms.paths import Places
from dreampower_sms.services.bulk_change import BulkChange
from dreampower_sms.services.bulk_drafts import BulkDrafts
from dreampower_sms.services.bulk_send import BulkSend
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.connection import Connection
from dreampower_sms.services.consent import Consent
from dreampower_sms.services.contracts import Contracts
from dreampower_sms.services.custom_bar import CustomBars
from dreampower_sms.services.drafts import Drafts
from dreampower_sms.services.duplicates import Duplicates
from dreampower_sms.services.free_search import FreeSearch
from dreampower_sms.services.gateways import ContractGateways
from dreampower_sms.services.history import History
from dreampower_sms.services.importing.service import Imports
from dreampower_sms.services.inquiry import Inquiry
from dreampower_sms.services.inspections import Inspections
from dreampower_sms.services.news import News
from dreampower_sms.services.optout import OptOut
from dreampower_sms.services.papers import Papers
from dreampower_sms.services.people import People
from dreampower_sms.services.postal import Postal
from dreampower_sms.services.reconciling import Reconciling
from dreampower_sms.services.removed import RemovedCustomers
from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.services.secrets import Secrets
from dreampower_sms.services.send import SendService
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.shop_setup import ShopSetup
from dreampower_sms.services.staff import Staff
from dreampower_sms.services.switching import Switching
from dreampower_sms.services.template_files import TemplateFiles
from dreampower_sms.services.template_samples import TemplateSamples
from dreampower_sms.services.templates import Templates
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.services.titles import SearchTitles
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.ui.doors.people import PeopleServices
from dreampower_sms.ui.doors.search import SearchServices
from dreampower_sms.ui.doors.sending import SendingServices
from dreampower_sms.ui.doors.shop import ShopServices
from dreampower_sms.ui.shell import Services


@dataclass(frozen=True, slots=True)
class Backend:
    """Everything below the screens, running."""

    machine: Machine
    services: Services

    @property
    def database(self) -> Database:
        """The shop's."""
        return self.machine.ground.database

    @property
    def right_of_way(self) -> RightOfWay:
        """What the window takes while it paints."""
        return self.machine.right_of_way

    def start(self) -> None:
        """Begin to send and to ask for results."""
        self.machine.start()

    def close(self) -> None:
        """Finish what is being posted (at most 5 s) and give everything back."""
        self.machine.close()


def build_backend(places: Places, clock: Clock = utc_now, *, demo: bool = False) -> Backend:
    """Open the database and build the services of the screens. Raises `DatabaseError`."""
    machine = build_machine(places, clock, demo=demo)
    ground, terms, changes, gateways = machine.ground, machine.terms, machine.changes, machine.gateways
    database = ground.database
    templates = Templates(database, clock, ground.pc)
    services = Services(
        inquiry=Inquiry(database, clock),
        bars=CustomBars(database),
        opt_out=OptOut(database, clock, ground.pc),
        send=SendService(database, terms, clock, changes, ground.pc),
        templates=templates,
        drafts=Drafts(database, clock),
        history=History(database),
        settings=Settings(database, clock),
        terms=terms,
        changes=changes,
        troubles=machine.troubles,
        news=News(database, clock, ground.pc),
        sending=_sending(ground, terms, changes, gateways, templates),
        people=_people(ground),
        search=_search(ground),
        shop=_shop(ground, terms, machine.secrets, places),
        listen_to_handset=handset_of(gateways),
        clock=clock,
    )
    return Backend(machine, services)


def _sending(
    ground: Ground, terms: ShopTerms, changes: Changes, gateways: ContractGateways, templates: Templates
) -> SendingServices:
    """For the screens of sending to lists."""
    database, clock, pc = ground.database, ground.clock, ground.pc
    return SendingServices(
        bulk=BulkSend(database, terms, clock, changes, pc),
        drafts=BulkDrafts(database),
        send_jobs=SendJobs(database, gateways, clock, changes, pc),
        inspections=Inspections(database, clock, pc),
        history=History(database),
        templates=templates,
        samples=TemplateSamples(database, terms, clock),
        template_files=TemplateFiles(database, templates),
        papers=Papers(database, gateways, clock),
        usage=UsageStatements(database),
        reconciling=Reconciling(database),
    )


def _people(ground: Ground) -> PeopleServices:
    """For the screens of customers and vehicles."""
    settings = Settings(ground.database, ground.clock)

    def boxes() -> dict[str, bool]:
        """What a new customer starts with. auto_area_code is no box of a customer."""
        return {key: on for key, on in asdict(settings.customer_defaults()).items() if key.startswith("flag_")}

    people = People(ground.database, settings, ground.clock, ground.pc)
    return PeopleServices(
        consent=Consent(ground.database, ground.clock, ground.pc),
        duplicates=Duplicates(ground.database, ground.clock, ground.pc),
        opt_out=OptOut(ground.database, ground.clock, ground.pc),
        imports=Imports(ground.database, ground.clock, ground.pc, boxes),
        people=people,
        removed=RemovedCustomers(ground.database, people),
        postal=Postal(paths.resource("zip/places.zip")),
        settings=settings,
    )


def _search(ground: Ground) -> SearchServices:
    """For the screens of searching."""
    database, clock = ground.database, ground.clock
    return SearchServices(
        FreeSearch(database, clock),
        SearchTitles(database, clock, ground.pc),
        Settings(database, clock),
        BulkChange(database, clock, ground.pc),
    )


def _shop(ground: Ground, terms: ShopTerms, secrets: Secrets, places: Places) -> ShopServices:
    """For the screens behind マスタ."""
    database, clock, pc = ground.database, ground.clock, ground.pc
    contracts = Contracts(database, terms, secrets, clock, pc)
    return ShopServices(
        contracts=contracts,
        switching=Switching(database, terms, contracts, BulkChange(database, clock, pc), clock),
        connection=Connection(database, places.data, secrets, clock, pc),
        setup=ShopSetup(ground.database, terms, ground.clock, ground.pc),
        staff=Staff(ground.database, ground.clock, ground.pc),
        settings=Settings(ground.database, ground.clock),
        consent=Consent(ground.database, ground.clock, ground.pc),
    )


def handset_of(gateways: ContractGateways) -> Callable[[ArrivalListener], None]:
    """How the window hears what reached the practice handset."""

    def listen(listener: ArrivalListener) -> None:
        for gateway in gateways.all().values():
            if isinstance(gateway, PracticeGateway):
                gateway.on_arrival(listener)

    return listen
