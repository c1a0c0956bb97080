"""照会: find a customer while typing, see the card, act by key."""

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from dreampower_sms.services.custom_bar import CustomBars, Layout
from dreampower_sms.services.exporting.table import Table
from dreampower_sms.services.inquiry import FIRST, Card, Found, Inquiry, Stop
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.actions import Action
from dreampower_sms.ui.card import CardView
from dreampower_sms.ui.export_tables import customer_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.inquiry_parts import COLUMNS, Doors
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, TURN, Key, Screen
from dreampower_sms.ui.opt_out_desk import OptOutDesk, OptOutParts
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.search_line import SearchLine

HINT = "氏名・カナ・電話番号の下 4 桁・ナンバーのどれでも探せます。"
NOTHING = "見つかりません。文字を減らすか、カナや電話番号の下 4 桁で探してください。"
NO_CUSTOMER = "お客様を選んでください。"
EVERYBODY = 1_000_000
_PAUSE_MS = 40
"""So long after the last key the card of the first hit is read; the list does not wait."""


MENU = Key("メニュー", "go_back", manual=True, help="メニューに戻ります。")


class InquiryScreen(Screen):
    """The screen where the desk works all day."""

    id, title = "inquiry", "照会"
    keys = (
        {
            1: HELP,
            2: TURN,
            3: Key("顧客新規", "new_customer", "why_no_new_customer", help="新しいお客様を登録します。"),
            4: Key(
                "配信停止", "toggle_opt_out", "why_no_opt_out", help="この番号への送信を止めます。または再開します。"
            ),
            5: Key("詳細", "open_history", "why_no_customer", help="このお客様に送ったメッセージと結果を見ます。"),
            6: Key("顧客修正", "edit_customer", "why_no_edit_customer", help="お客様の登録内容を直します。"),
            7: Key(
                "同意", "open_consent", "why_no_consent", help="同意と配信停止の記録を見ます。証明書も印刷できます。"
            ),
            8: Key("SMS送信", "open_sms", "why_no_sms", help="このお客様にショートメッセージを送ります。"),
            9: Key("検索", "find_all", help="条件に合うお客様をすべて表示します。"),
            10: Key(
                "苦情対応",
                "open_complaints",
                help="お客様からの問い合わせへの答え方を、このお客様の記録と並べて出します。",
            ),
            12: MENU,
        },
        {
            2: TURN,
            3: Key("車両新規", "new_vehicle", "why_no_new_vehicle", help="このお客様の車両を登録します。"),
            6: Key("車両修正", "edit_vehicle", "why_no_edit_vehicle", help="選んだ車両の登録内容を直します。"),
            12: MENU,
        },
        {
            2: TURN,
            6: Key("CSV", "export_list", "why_no_list", help="見つかったお客様をすべてファイルに書き出します。"),
            11: Key("ボタンカスタム", "customise", manual=True, help="カスタムバーのボタンを決めます。"),
            12: MENU,
        },
    )

    def __init__(
        self,
        inquiry: Inquiry,
        bars: CustomBars,
        opt_out: OptOutParts,
        jobs: Jobs,
        doors: Doors,
        clerk: Callable[[], str],
        settings: QSettings,
    ) -> None:
        super().__init__()
        self._inquiry, self._bars, self._jobs = inquiry, bars, jobs
        self._doors, self._clerk, self._settings = doors, clerk, settings
        self.search = SearchLine()
        self.model = RowsModel(COLUMNS, inquiry.lines, jobs, self)
        self.list = RowsView(self.model, "お客様の一覧", HINT)
        self.list.remember(settings, self.id)
        self.count = Reading("件数", name="caption")
        self.card = CardView(jobs)
        self._stops = OptOutDesk(self, opt_out, jobs, self.list)
        self.panel = self._stops.panel
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._load_card)
        self._build()
        self._connect()
        self.look_up("")

    # --- the list ---------------------------------------------------------------------------------------

    def look_up(self, text: str) -> None:
        """Search while typing: the newest question wins, an older one stops on the server."""
        self._find(text, FIRST)

    def find_all(self) -> None:
        """F9: the whole list for what is typed, however long."""
        self._find(self.search.text(), EVERYBODY)

    def show_customer(self, customer_id: int) -> None:
        """Begin with one customer, as another screen wishes."""
        self._jobs.start(
            self,
            lambda _job: self._inquiry.lines([customer_id]),
            lambda rows: self._show_found(Found("", list(rows), rows, more=False)),
            lane="look_up",
        )

    def _find(self, text: str, limit: int) -> None:
        stop = Stop()
        job = self._jobs.start(
            self, lambda _job: self._inquiry.find(text, limit, stop), self._show_found, lane="look_up"
        )
        job.on_cancel(stop.now)

    def _show_found(self, found: Found) -> None:
        kept = self.list.current_id()
        self.model.show_ids(found.ids, found.rows)
        self.list.hint = NOTHING if found.text.strip() else HINT
        self.count.setText(f"{len(found.ids):,} 件以上（F9 ですべて表示）" if found.more else f"{len(found.ids):,} 件")
        if kept is None or not self.list.select_id(kept):
            self.list.select_row(0)
        if not found.ids:
            self.card.show_card(None)
            self.changed.emit()

    def _moved(self, _identifier: int) -> None:
        self.panel.close_panel()
        self._soon.start()

    def _load_card(self) -> None:
        identifier = self.list.current_id()
        if identifier is None:
            self._show_card(None)
        else:
            self._jobs.start(self, lambda _job: self._inquiry.card(identifier), self._show_card, lane="card")

    def _show_card(self, card: Card | None) -> None:
        self.card.show_card(card)
        for bar in (self.card.customer_bar, self.card.vehicle_bar):
            bar.explain(self._why_not)
        self.changed.emit()

    # --- what the keys do --------------------------------------------------------------------------------

    def open_sms(self) -> None:
        """F8: write to this customer, about the selected vehicle."""
        if (card := self.card.card) is not None:
            self._doors.sms(card, self.card.vehicle)

    def why_no_sms(self) -> str:
        """Only what makes writing impossible; what may be overridden is decided in the next screen."""
        if (card := self.card.card) is None:
            return NO_CUSTOMER
        if card.customer.is_dummy:
            return wording.sentence("dummy")
        if not card.phone.sendable:
            return wording.sentence(card.phone.reason)
        return wording.sentence("opted_out") if card.stopped else ""

    def open_history(self) -> None:
        """F5: all that was ever sent to this customer."""
        if (card := self.card.card) is not None:
            self._doors.details(card.customer.id)

    def why_no_customer(self) -> str:
        """A customer has to be selected."""
        return "" if self.card.card else NO_CUSTOMER

    def toggle_opt_out(self) -> None:
        """F4: stop the number with a reason, or take the stop back after asking."""
        if (card := self.card.card) is not None:
            self.stop_number_of(card)

    def stop_number_of(self, card: Card) -> None:
        """Ask for the reason to stop this customer's number, or whether to lift what is stopped."""
        purposes = card.stopped_purposes
        self._stops.toggle(card.phone.e164 or "", card.customer.id, stopped=card.stopped, purposes=purposes)

    def why_no_opt_out(self) -> str:
        """There has to be a mobile number to stop."""
        if (card := self.card.card) is None:
            return NO_CUSTOMER
        return "" if card.phone.sendable else wording.sentence(card.phone.reason)

    def open_consent(self) -> None:
        """F7: what is on record about writing to this customer."""
        if self._doors.consent and (card := self.card.card):
            self._doors.consent(card.customer.id)

    def why_no_consent(self) -> str:
        """A customer has to be selected."""
        return self.why_no_customer()

    def open_complaints(self) -> None:
        """F10: what to say, with the facts of the customer who is on the phone."""
        if self._doors.complaints:
            self._doors.complaints(self.card.card)

    def customise(self) -> None:
        """F11: choose what the custom bars hold."""
        self._doors.customise()

    def export_list(self) -> None:
        """F6 of the third page: everybody who fits what is typed, however long the list."""
        words, inquiry = self.search.text(), self._inquiry

        def table() -> Table:
            return customer_table(inquiry.find(words, EVERYBODY).ids, inquiry.whole_rows)

        offer_export(self, self._jobs, self._settings, table, "お客様")

    def why_no_list(self) -> str:
        """Somebody has to be found."""
        return "" if self.model.ids else NOTHING

    def new_customer(self) -> None:
        """F3."""
        if self._doors.customer:
            self._doors.customer(None)

    def why_no_new_customer(self) -> str:
        """Only where this program has the screen."""
        return "" if self._doors.customer else "この版ではお客様を画面から登録できません。"

    def edit_customer(self) -> None:
        """F6."""
        if self._doors.customer and (card := self.card.card):
            self._doors.customer(card.customer.id)

    def why_no_edit_customer(self) -> str:
        """A customer, and the screen."""
        return self.why_no_new_customer() or self.why_no_customer()

    def new_vehicle(self) -> None:
        """F3 of the second page."""
        if self._doors.vehicle and (card := self.card.card):
            self._doors.vehicle(card.customer.id, None)

    def why_no_new_vehicle(self) -> str:
        """A customer, and the screen."""
        if not self._doors.vehicle:
            return "この版では車両を画面から登録できません。"
        return self.why_no_customer()

    def edit_vehicle(self) -> None:
        """F6 of the second page."""
        if self._doors.vehicle and (card := self.card.card) and (vehicle := self.card.vehicle):
            self._doors.vehicle(card.customer.id, vehicle.id)

    def why_no_edit_vehicle(self) -> str:
        """A vehicle, and the screen."""
        return self.why_no_new_vehicle() or self.why_no_vehicle()

    def copy_number(self) -> None:
        """Put the mobile number on the clipboard."""
        if (card := self.card.card) is not None:
            QGuiApplication.clipboard().setText(show.number(card.phone.e164 or ""))
            self.say("携帯番号をコピーしました。")

    def why_no_mobile(self) -> str:
        """There has to be a number."""
        return self.why_no_opt_out()

    def copy_plate(self) -> None:
        """Put the plate on the clipboard."""
        if (vehicle := self.card.vehicle) is not None:
            QGuiApplication.clipboard().setText(vehicle.plate)
            self.say("登録番号をコピーしました。")

    def why_no_vehicle(self) -> str:
        """A vehicle has to be selected."""
        return self.why_no_customer() or ("" if self.card.vehicle else "車両を選んでください。")

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.search

    def entered(self) -> None:
        self.page = 0  # the keys of every day, whichever page led away
        self.page_turned.emit()
        self._jobs.start(self, lambda _job: self._bars.load(), self._show_bars, lane="bars")
        self._load_card()

    def escape(self) -> None:
        """Esc: out of the reason panel, then out of the typed text, then back to the menu."""
        if self.panel.isVisible():
            self.panel.close_panel()
            self.search.setFocus()
        elif self.search.text():
            self.search.clear()
            self.search.setFocus()
        else:
            self.go_back()

    # --- inside ----------------------------------------------------------------------------------------------

    def _run(self, action: Action) -> None:
        """A button of a custom bar, by mouse or Ctrl+digit: refused with the same words as a key."""
        if reason := self._why_not(action):
            self.say(reason, "warn")
        else:
            getattr(self, action.run)()

    def _why_not(self, action: Action) -> str:
        return str(getattr(self, action.blocked)()) if action.blocked else ""

    def _show_bars(self, layout: Layout) -> None:
        for bar in (self.card.customer_bar, self.card.vehicle_bar):
            bar.show_layout(layout)

    def _heard(self, topic: object) -> None:
        if topic in (Topic.MESSAGES, Topic.CUSTOMERS):
            self._load_card()
        if topic is Topic.CUSTOMERS:
            self.model.reload()

    def _pass_arrow(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    def _connect(self) -> None:
        self.search.typed.connect(self.look_up)
        self.search.arrow.connect(self._pass_arrow)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._focus_card)
        self.card.vehicle_moved.connect(self.changed)
        self.card.message_chosen.connect(self._open_message)
        self.card.customer_bar.pressed.connect(self._run)
        self.card.vehicle_bar.pressed.connect(self._run)
        self._jobs.changed.connect(self._heard)

    def _focus_card(self, _identifier: int) -> None:
        self.card.vehicles.setFocus()

    def _open_message(self, _identifier: int) -> None:
        self.open_history()

    def _build(self) -> None:
        # from the outside in: Qt dresses all that is in a widget anew each time when that gets another parent
        split = QSplitter(Qt.Orientation.Horizontal, self)
        left, right = QWidget(split), QWidget(split)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.panel)
        beside.addWidget(self.card, 1)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([480, 840])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 4)
        outer.addWidget(split)
