"""Puts screens together with services and leads from one to the other. The only file that knows all screens."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.people import Vehicle
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.templates import escape
from dreampower_sms.gateways.practice import Arrival, ArrivalListener
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.custom_bar import CustomBars
from dreampower_sms.services.drafts import Drafts
from dreampower_sms.services.history import History
from dreampower_sms.services.inquiry import Card, Inquiry
from dreampower_sms.services.news import News
from dreampower_sms.services.optout import OptOut
from dreampower_sms.services.send import Confirmed, Preview, SendRequest, SendService
from dreampower_sms.services.settings import Settings, ShopSettings
from dreampower_sms.services.templates import Templates
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.services.troubles import Troubles
from dreampower_sms.ui import identity, show, wording
from dreampower_sms.ui.bulk_doors import Start
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.doors.people import BeyondPeople, PeopleDoors, PeopleServices
from dreampower_sms.ui.doors.search import BeyondSearch, SearchDoors, SearchServices
from dreampower_sms.ui.doors.sending import Beyond, SendingDoors, SendingServices
from dreampower_sms.ui.doors.shop import ShopDoors, ShopServices
from dreampower_sms.ui.handset import SHOWN, Arrived, Handset
from dreampower_sms.ui.help_desk import HelpDesk
from dreampower_sms.ui.identity import Identity
from dreampower_sms.ui.inquiry_parts import Doors
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.look_keeper import LookKeeper
from dreampower_sms.ui.looks import Looks
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.printing.statement import statement_document
from dreampower_sms.ui.reporter import Reporter
from dreampower_sms.ui.screens.button_custom import ButtonCustomScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_send import Beginning, SendDoors, SmsSendScreen
from dreampower_sms.ui.throttle import Throttle
from dreampower_sms.ui.window import MainWindow

_LOOK_MS = 60_000
"""How often to look whether another PC switched the contract or renamed the shop."""
WHO_LEFT = "このパソコンの担当者は退職になりました。今は「{}」です。違うときは、メニューの F2 で選び直してください。"
_SOON_MS, _EVERY_MS = 120, 1_000
"""Lists are told of changed messages so soon, and while many change so often."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the screens use. Built in `app.py`."""

    inquiry: Inquiry
    bars: CustomBars
    opt_out: OptOut
    send: SendService
    templates: Templates
    drafts: Drafts
    history: History
    settings: Settings
    terms: ShopTerms
    changes: Changes
    troubles: Troubles
    news: News
    sending: SendingServices
    people: PeopleServices
    search: SearchServices
    shop: ShopServices
    listen_to_handset: Callable[[ArrivalListener], None]
    clock: Callable[[], datetime]


class Shell(QObject):
    """Opens screens on the one window."""

    _messages_changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, window: MainWindow, services: Services, settings: QSettings, looks: Looks) -> None:
        super().__init__(window)
        self._window, self._services, self._settings = window, services, settings
        self.identity = Identity(Company(), {}, ShopSettings(), practice=True)
        self._look_keeper = LookKeeper(looks, services.settings, window.jobs, self)
        self.handset = Handset(window, window.right_of_way)
        self.desk = HelpDesk(window)
        hall = Hall(self.desk.open, self._current_clerk, window.jobs, settings, services.clock, self._read_again,
                    window.close_top, window.line.say, window.offer_undo)  # fmt: skip
        self.people = PeopleDoors(hall, services.people, self._beyond_people())
        self.search = SearchDoors(hall, services.search, BeyondSearch(self.open_inquiry, self._send_to_found))
        self.sending = SendingDoors(hall, services.sending, self._beyond_sending())
        self.shop = ShopDoors(hall, services.shop, self._masters_elsewhere, lambda: self.identity.company.phone)
        self._entrances: dict[str, Callable[[], None]] = {
            "inquiry": self.open_inquiry,
            "inspections": self.sending.open_inspections,
            "search": self.search.open_search,
            "details": self.sending.open_details,
            "master": self.shop.open_master,
        }
        self._gather = Throttle(_SOON_MS, _EVERY_MS, self)
        self._gather.due.connect(self._tell_messages)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._read_again)
        self._look.start()
        self._messages_changed.connect(self._note)
        self._arrived.connect(self._show_arrivals)
        self._reporter = Reporter(services.news, services.troubles, window.jobs, window.line, self)
        self._stop_listening = services.changes.listen(self._from_any_thread)
        services.listen_to_handset(self._arrived.emit)

    @property
    def clerk(self) -> str:
        """担当者 at this PC: the one chosen last, while they work here."""
        staff = self.identity.staff
        return staff.get(self._chosen_clerk()) or next(iter(staff.values()), "")

    def choose_clerk(self, clerk_id: int) -> None:
        """Another clerk sits down at this PC."""
        self._settings.setValue("clerk", clerk_id)
        self._show_identity()

    def _chosen_clerk(self) -> int:
        """The id of who was chosen last, 0 where nobody was: a name may change."""
        return int(str(self._settings.value("clerk", 0, type=int)))

    def _say_who_left(self) -> None:
        """Who was chosen here doesn't work here any more: what is sent must not bear another name without a word."""
        if self._chosen_clerk() and self.identity.staff and self._chosen_clerk() not in self.identity.staff:
            self._settings.remove("clerk")
            self._window.line.say(WHO_LEFT.format(self.clerk), "warn")

    def read_identity(self) -> Identity:
        """Company, staff and shop settings. Touches the database: call it off the window's thread."""
        return identity.read(self._services.settings, self._services.terms, self._services.clock())

    def use(self, read: Identity) -> None:
        """Show who works here."""
        before, self.identity = self.identity, read
        self.desk.fees = read.fees
        self._say_who_left()
        self._show_identity()
        if before.contract_id not in ("", read.contract_id):
            self._say_switched(read)
        if before.contract_id != read.contract_id:
            self._show_handset(read)

    def _say_switched(self, read: Identity) -> None:
        """Another contract, maybe chosen on another PC. Lists count by it from now on."""
        kind = "練習です。電話には届きません。" if read.practice else "送ると、お客様の電話に届きます。"
        self._window.line.say(f"送信に使う契約が「{read.contract}」になりました。{kind}", "warn")
        self._window.jobs.tell(Topic.SETTINGS, Topic.TEMPLATES)

    def _show_handset(self, read: Identity) -> None:
        if not read.practice:
            self.handset.hide()
        elif bool(self._settings.value("handset/shown", True, type=bool)):
            self.handset.place_beside(self._window)
            self.handset.show()

    def close(self) -> None:
        """The window closes: hear nothing any more."""
        self._stop_listening()
        self._gather.stop()
        self._reporter.stop()
        self._look.stop()
        self._settings.setValue("handset/shown", self.handset.isVisible())
        self.handset.close()

    def enter(self, name: str) -> None:
        """Open the screen behind a button of the menu."""
        self._entrances[name]()

    # --- screens ------------------------------------------------------------------------------------------

    def open_inquiry(self, customer_id: int | None = None) -> None:
        """照会; with one customer when another screen wishes so."""
        doors = Doors(
            sms=self.open_sms,
            details=self.sending.open_details,
            customise=self.open_button_custom,
            customer=self.people.open_customer,
            vehicle=self.people.open_vehicle,
            consent=self.people.open_consent,
            complaints=self.people.open_complaints,
        )
        s, jobs = self._services, self._window.jobs
        screen = InquiryScreen(
            s.inquiry, s.bars, self.people.opt_out_parts(), jobs, doors, self._current_clerk, self._settings
        )
        self.desk.open(screen)
        if customer_id is not None:
            screen.show_customer(customer_id)

    def open_sms(self, card: Card, vehicle: Vehicle | None, beginning: Beginning | None = None) -> None:
        """ショートメッセージ送信 to one customer, empty or with what an earlier message said."""
        doors = SendDoors(
            confirm=self.open_confirm,
            sent=self._sent,
            details=self.sending.open_details,
            notices=self.open_notices,
            statement=self.print_statement,
            edit_template=self.sending.templates.edit,
            new_template=self.sending.templates.new,
            kept=self.sending.templates.offer,
        )
        s = self._services
        self.desk.open(
            SmsSendScreen(
                s.send,
                s.templates,
                s.drafts,
                self._window.jobs,
                doors,
                self.clerk,
                card.customer,
                vehicle,
                confirm_first=self.identity.shop.confirm_before_send,
                contract_id=self.identity.contract_id,
                beginning=beginning,
            )
        )

    def open_confirm(self, writing: SmsSendScreen, job_id: str, preview: Preview) -> None:
        """送信確認 of what stands in `writing`."""
        s, sent = self._services, partial(self._sent, writing)
        self.desk.open(SmsConfirmScreen(s.send, self._window.jobs, job_id, preview, sent, s.clock))

    def open_button_custom(self) -> None:
        """ボタンカスタム."""
        self.desk.open(ButtonCustomScreen(self._services.bars, self._window.jobs))

    def open_notices(self) -> None:
        """注意事項・料金表 with the fees in use today."""
        self._window.jobs.start(self._window, lambda _job: self._fees(), self._show_notices)

    def print_statement(self, preview: Preview) -> None:
        """F7 確認書."""
        self.desk.open_paper(statement_document(preview, self.identity.company, self._services.clock()))

    # --- inside ----------------------------------------------------------------------------------------------

    def _current_clerk(self) -> str:
        return self.clerk

    def _beyond_people(self) -> BeyondPeople:
        return BeyondPeople(
            show_customer=self._show_customer,
            area_code=self._area_code,
            company=lambda: self.identity.company,
            paper=self.desk.open_paper,
            stop_at_card=self._stop_at_card,
            card=self._services.inquiry.card,
            fees=lambda: self.identity.fees,
            leaflet=self._open_leaflet,
        )

    def _open_leaflet(self) -> None:
        """The papers of the shop are built after those of its customers."""
        self.shop.open_leaflet()

    def _open_setup(self) -> None:
        """Likewise."""
        self.shop.open_initial_settings()

    def _stop_at_card(self, card: Card) -> None:
        """From 苦情対応 back to the card of this customer, and on to the reason."""
        if cards := [screen for screen in self._window.screens() if isinstance(screen, InquiryScreen)]:
            self._window.back_to(cards[-1])
        else:
            self._window.close_top()
            self.open_inquiry(card.customer.id)
        if isinstance(screen := self._window.screen, InquiryScreen):
            screen.stop_number_of(card)

    def _beyond_sending(self) -> Beyond:
        return Beyond(
            customer=self.people.open_customer,
            vehicle=self.people.open_vehicle,
            consent=self.people.open_consent,
            setup=self._open_setup,
            company=lambda: self.identity.company,
            back_from=self._back_from,
            say=self._window.line.say,
            budget=lambda: Decimal(self.identity.shop.month_budget) or None,
            paper=self.desk.open_paper,
            card=self.open_inquiry,
            write_again=self._write_again,
            contract=lambda: self.identity.contract_id,
        )

    def _write_again(self, sent: Timeline) -> None:
        """The text of a message that is over, to the same customer, through every check of a new one."""
        message = sent.message
        if (customer_id := message.customer_id) is None:
            return
        beginning = Beginning(escape(message.body), message.purpose)
        asked = self._window.screen

        def found(card: Card | None) -> None:
            if self._window.screen is not asked:
                return  # the clerk went on to something else
            if card is None:
                self._window.line.say(wording.sentence("again_customer_gone"), "warn")
            else:
                vehicle = next((each for each in card.vehicles if each.id == sent.vehicle_id), None)
                self.open_sms(card, vehicle, beginning)

        self._window.jobs.start(self, lambda _job: self._services.inquiry.card(customer_id), found, lane="again")

    def _show_customer(self, customer_id: int) -> None:
        """A customer was registered: 照会 shows them, where it is open."""
        if isinstance(screen := self._window.screen, InquiryScreen):
            screen.show_customer(customer_id)

    def _area_code(self) -> str:
        """市外局番 of the shop, as its own number shows it."""
        return self.identity.company.phone.partition("-")[0]

    def _back_from(self, screen_id: str) -> None:
        """Close the topmost screen with this id and what is above it."""
        if found := [screen for screen in self._window.screens() if screen.id == screen_id]:
            self._close_down_from(found[-1])

    def _close_down_from(self, screen: Screen) -> None:
        """Close this screen and what is above it, without asking."""
        opened = self._window.screens()
        if screen in opened[1:]:
            self._window.back_to(opened[opened.index(screen) - 1])

    def _send_to_found(self, target: Target, ids: Sequence[int], title: str) -> None:
        """まとめ送信 to what 自由検索 found."""
        kind = JobKind.VEHICLES if target is Target.VEHICLE else JobKind.CUSTOMERS
        self.sending.open_bulk(Start(kind, ids, title))

    def _masters_elsewhere(self) -> tuple[Entry, ...]:
        """What マスタ holds beside the shop's own screens."""
        return self.people.entries()

    def _read_again(self) -> None:
        self._window.jobs.start(self._window, lambda _job: self.read_identity(), self.use, lane="identity")

    def _show_identity(self) -> None:
        who = self.identity
        self._window.show_identity(who.company.name, self.clerk, practice=who.practice, contract=who.contract)
        self._look_keeper.sit_down(self.clerk)

    def _fees(self) -> str:
        return identity.fees(self._services.terms.current(), self._services.clock())

    def _show_notices(self, fees: str) -> None:
        self.desk.fees = fees
        self.desk.open_help("notices")

    def _sent(self, writing: SmsSendScreen, confirmed: Confirmed, request: SendRequest) -> None:
        """Back to where the clerk came from; the result comes to the card by itself."""
        if not confirmed.first and not confirmed.same_text:
            writing.renew()
            self._window.back_to(writing)
            self._window.line.say("前の本文で送信済みです。今の本文も送るには、もう一度 F9 を押してください。", "warn")
            return
        writing.finish()
        self._close_down_from(writing)
        number = show.number(request.recipient.phone.e164 or "")
        if not confirmed.first:
            self._window.line.say(
                f"{number} へのこのメッセージは、すでに登録されています。二重には送りません。", "warn"
            )
        elif confirmed.leaves_at is not None and confirmed.leaves_at > self._services.clock():
            self._window.line.say(f"{number} への送信を登録しました。{show.moment(confirmed.leaves_at)} に送信します。")
        else:
            self._window.line.say(f"{number} に送信しています。結果は「最近のメッセージ」に出ます。")
        self._tell_messages()

    def _from_any_thread(self, ids: Collection[int]) -> None:
        self._messages_changed.emit(ids)

    def _note(self, ids: Collection[int]) -> None:
        self._gather.hear()
        self._reporter.heard(ids)

    def _tell_messages(self) -> None:
        self._window.jobs.tell(Topic.MESSAGES)

    def _show_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        for one in arrivals[-SHOWN:]:
            at = show.local(one.at)
            self.handset.arrive(Arrived(show.number(one.e164), self.identity.sender, one.body, at))
