"""顧客修正 and 顧客新規: everything a garage keeps of a customer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.records import Record
from dreampower_sms.domain.zipcode import parse_zip
from dreampower_sms.services.people import Alike, Conflict, People, Saved
from dreampower_sms.services.postal import Place, Postal
from dreampower_sms.ui import wording
from dreampower_sms.ui.customer_form import FLAGS, customer_rows
from dreampower_sms.ui.form import Form
from dreampower_sms.ui.forms import Check, Choice, Line, Reading
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.kana_line import NameLine
from dreampower_sms.ui.keys import HELP, Key
from dreampower_sms.ui.record_screen import RecordDoors, RecordScreen
from dreampower_sms.ui.wording.people import FIELDS

_PAUSE_MS = 250


@dataclass(frozen=True, slots=True)
class CustomerParts:
    """What this screen uses."""

    people: People
    postal: Postal
    area_code: Callable[[], str]
    """The shop's area code for numbers that are typed without one; "" when 市外局番を自動取得 is off."""
    today: Callable[[], date]


class CustomerScreen(RecordScreen):
    """One customer."""

    id, title = "customer_edit", "顧客修正"
    noun = "お客様の登録"
    keys = (
        {
            1: HELP,
            2: Key("同意・停止", "open_consent", "why_no_consent", help="同意と配信停止の記録を開きます。"),
            3: Key("住所引用", "use_place", "why_no_place", help="郵便番号から住所を、住所から郵便番号を入れます。"),
            4: Key("削除", "remove", "why_not_remove", help="このお客様を一覧から外します。送信の記録は残ります。"),
            6: Key("同じ方", "open_alike", "why_no_alike", help="同じ番号などで登録されているお客様を開きます。"),
            10: Key("保存", "save", "why_not_save", help="入力した内容を保存します。"),
            12: Key("閉じる", "go_back", help="前の画面に戻ります。保存していないときはお聞きします。"),
        },
    )

    def __init__(
        self, parts: CustomerParts, jobs: Jobs, doors: RecordDoors, clerk: str, customer_id: int | None
    ) -> None:
        super().__init__(jobs, doors, clerk)
        self._people, self._parts, self._customer_id = parts.people, parts, customer_id
        self._kana_proposed = self._area_code = ""
        self._place: Place | None = None
        self._alike: Sequence[Alike] = ()
        self.form = Form(customer_rows(parts.today), columns=6)
        self.flags = {flag: Check(FIELDS[flag]) for flag in FLAGS}
        self.number = Reading("携帯番号の説明", " ", "caption")
        self.offer = Reading("住所の提案", " ", "caption")
        self.same = Reading("同じ方かもしれないお客様", " ", "caption")
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._look)
        self._build()
        self._connect()
        self._jobs.start(self, lambda _job: self._load(), self._opened, lane="load")

    # --- what the keys do --------------------------------------------------------------------------------

    def use_place(self) -> None:
        """F3: put in the address or the code that is offered; what was typed stays one Ctrl+Z away in its field."""
        place = self._place
        if place is None:
            return
        if place.zip == parse_zip(self._line("zip").text()):
            _replace(self._line("address"), place.address)
            self._line("address").setFocus()
        else:
            _replace(self._line("zip"), place.zip)
        self._soon.start()

    def why_no_place(self) -> str:
        """There has to be something to offer."""
        return "" if self._place is not None else "郵便番号か住所を入力すると使えます。"

    def open_alike(self) -> None:
        """F6: to the customer who may be the same."""
        if self._alike:
            self._doors.customer(self._alike[0].id)

    def open_consent(self) -> None:
        """F2: what this customer agreed to; the form stays as it is below."""
        if self._doors.consent is not None and self.opened is not None:
            self._doors.consent(self.opened.id)

    def why_no_consent(self) -> str:
        """Only a registered customer has records."""
        return "" if self._doors.consent is not None and self.opened is not None else "お客様を登録してから使えます。"

    def why_no_alike(self) -> str:
        """Somebody has to be alike."""
        return "" if self._alike else "同じ番号や名前のお客様はいません。"

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self._line("name")

    def unsaved(self) -> str:
        return super().unsaved() or (self.noun if self._flags_changed() and not self._closing else "")

    # --- what RecordScreen asks ------------------------------------------------------------------------------

    def read_form(self) -> tuple[dict[str, Any], dict[str, str]]:
        values = self.form.values()
        values["kind"] = CustomerKind(values["kind"])
        values["staff_id"] = values["staff_id"] or None
        values |= {flag: check.isChecked() for flag, check in self.flags.items()}
        return values, self.form.unreadable()

    def fill_form(self, values: Mapping[str, Any]) -> None:
        self._kana_proposed = ""
        self.form.fill(self.to_form(values))
        self._filled_flags = {flag: bool(values[flag]) for flag in FLAGS}
        self._show_flags(values)
        self._soon.start()

    def to_form(self, values: Mapping[str, Any]) -> dict[str, Any]:
        self._show_flags(values)
        shown = {key: value for key, value in values.items() if key in self.form.fields}
        return {**shown, "kind": values["kind"].value, "staff_id": values["staff_id"] or 0}

    def store(self, base: Record | None, values: Mapping[str, Any]) -> Saved | Conflict:
        return self._people.save_customer(base, values, self._clerk)

    def put_away(self, base: Record) -> Saved | Conflict:
        return self._people.archive(base, self._clerk)

    def show_value(self, field: str, value: Any) -> str:
        if field == "staff_id":
            choice = self.form.fields["staff_id"].widget
            assert isinstance(choice, Choice)  # noqa: S101  `customer_rows` made it
            return choice.itemText(choice.findData(value or 0))
        return super().show_value(field, value)

    # --- inside ----------------------------------------------------------------------------------------------

    def _load(self) -> tuple[list[tuple[int, str]], Record | None, Mapping[str, Any]]:
        staff, self._area_code = self._people.staff(), self._parts.area_code()
        if self._customer_id is None:
            return staff, None, self._people.new_customer()
        record = self._people.customer(self._customer_id)
        return staff, record, record.values

    def _opened(self, found: tuple[list[tuple[int, str]], Record | None, Mapping[str, Any]]) -> None:
        staff, record, values = found
        choice = self.form.fields["staff_id"].widget
        assert isinstance(choice, Choice)  # noqa: S101  `customer_rows` made it
        for id_, name in staff:
            choice.addItem(name, id_)
        if values["staff_id"] and choice.findData(values["staff_id"]) < 0:
            choice.addItem("（退職者）", values["staff_id"])
        self.loaded(record, values)

    def _line(self, key: str) -> Line:
        widget = self.form.fields[key].widget
        assert isinstance(widget, Line)  # noqa: S101  only asked for lines
        return widget

    def _read_kana(self, kana: str) -> None:
        """Propose フリガナ as long as nobody wrote another."""
        line = self._line("kana")
        if line.text() in ("", self._kana_proposed):
            line.setText(kana)
            self._kana_proposed = kana

    def _complete_phone(self) -> None:
        """市外局番を自動取得: a number without its area code gets the shop's, visibly."""
        line, code = self._line("phone"), self._area_code
        typed = line.text().strip()
        if code and typed and typed[0] != "0" and parse_phone(f"{code}{typed}").e164:
            _replace(line, f"{code}-{typed}")
            self.say(f"市外局番 {code} を補いました。違うときは直してください。")

    def _look(self) -> None:
        """A little after the last key: what the number is, what the code stands for, who is alike."""
        phone = parse_phone(self._line("mobile").text())
        words = wording.sentence(phone.reason) if phone.reason and self._line("mobile").text().strip() else ""
        self.number.setText(words or ("SMS を送れる番号です。" if phone.sendable else " "))
        values = {key: self._line(key).text() for key in ("name", "phone", "mobile", "zip", "address")}
        own = self.opened.id if self.opened is not None else 0
        self._jobs.start(
            self,
            lambda _job: (self._find_place(values["zip"], values["address"]), self._people.alike(values, own)),
            self._show_found,
            lane="look",
        )

    def _find_place(self, code: str, address: str) -> Place | None:
        """What can be put in: an address for the code, else a code for the address; only when it is one."""
        places = self._parts.postal.by_zip(code)
        if places and not address.startswith(places[0].address):
            return places[0]
        if not code.strip() and address.strip():
            found = self._parts.postal.by_address(address)
            return found[0] if len(found) == 1 else None
        return None

    def _show_found(self, found: tuple[Place | None, Sequence[Alike]]) -> None:
        place, self._alike = found
        self._place = place
        typed = self._line("zip").text()
        was = str(self.opened.values["zip"]) if self.opened is not None else ""
        nothing_to_lose = typed != was and not self._line("address").text().strip()
        if place is not None and place.zip == parse_zip(typed) and nothing_to_lose:
            self._line("address").setText(place.address)
            self._place = place = None
        self.offer.setText(_offer(place, typed) if place is not None else " ")
        names = "、".join(f"{one.name}（{one.mobile or '携帯なし'}）" for one in self._alike)
        self.same.setText(f"同じ番号か名前の登録があります：{names}　F6 で開きます。" if names else " ")
        self.changed.emit()

    def _flags_changed(self) -> bool:
        return bool(self._busy == "") and any(
            check.isChecked() != self._filled_flags[flag] for flag, check in self.flags.items()
        )

    def _show_flags(self, values: Mapping[str, Any]) -> None:
        for flag, check in self.flags.items():
            if flag in values:
                check.setChecked(bool(values[flag]))

    def _connect(self) -> None:
        name = self._line("name")
        assert isinstance(name, NameLine)  # noqa: S101  `customer_rows` made it
        name.read.connect(self._read_kana)
        self._line("phone").editingFinished.connect(self._complete_phone)
        self.form.changed.connect(self._soon.start)

    def _build(self) -> None:
        box = QFrame()
        box.setObjectName("panel")
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 6, 12, 6)
        for check in self.flags.values():
            row.addWidget(check)
        row.addStretch(1)
        words = QHBoxLayout()
        words.addWidget(self.number, 1)
        words.addWidget(self.offer, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(8)
        column.addWidget(self.form, 1)
        column.addWidget(box)
        column.addLayout(words)
        column.addWidget(self.same)


class NewCustomerScreen(CustomerScreen):
    """The same for a customer who is not registered yet."""

    title = "顧客新規"


def _offer(place: Place, typed: str) -> str:
    if place.zip == parse_zip(typed):
        return f"{place.zip} は「{place.address}」です。F3 で住所を入れ替えます。"
    return f"この住所の郵便番号は {place.zip} です。F3 で入れます。"


def _replace(line: Line, text: str) -> None:
    """As if it were typed, so that Ctrl+Z in the field brings back what stood there."""
    line.selectAll()
    line.insert(text)
