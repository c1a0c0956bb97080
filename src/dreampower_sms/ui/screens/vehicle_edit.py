"""車両修正 and 車両新規: one vehicle of a customer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.domain.dates import both, wareki_short
from dreampower_sms.domain.entering import read_month, read_number, read_plate
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.inspections import following_check
from dreampower_sms.domain.people import ContactState
from dreampower_sms.domain.records import Record
from dreampower_sms.services.people import Conflict, People, Saved
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.form import DateLine, Form, Row
from dreampower_sms.ui.forms import LATIN, Check, Choice, Line, Reading
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import HELP, Key
from dreampower_sms.ui.record_screen import RecordDoors, RecordScreen

_PLATE = ("plate_area", "plate_class", "plate_kana", "plate_number")
_DIRECT = ("maker", "model", "type_code", "chassis_number", "inspection_expiry", "next_check", "sms")


class VehicleScreen(RecordScreen):
    """One vehicle."""

    id, title = "vehicle_edit", "車両修正"
    noun = "車両の登録"
    keys = (
        {
            1: HELP,
            3: Key("12か月後", "check_in_12", "why_not_save", help="次回点検日に 12 か月ごとの点検の日を入れます。"),
            4: Key("削除", "remove", "why_not_remove", help="この車両を一覧から外します。送信の記録は残ります。"),
            6: Key("6か月後", "check_in_6", "why_not_save", help="次回点検日に 6 か月ごとの点検の日を入れます。"),
            10: Key("保存", "save", "why_not_save", help="入力した内容を保存します。"),
            12: Key("閉じる", "go_back", help="前の画面に戻ります。保存していないときはお聞きします。"),
        },
    )

    def __init__(
        self,
        people: People,
        jobs: Jobs,
        doors: RecordDoors,
        clerk: str,
        customer_id: int,
        vehicle_id: int | None,
        today: Callable[[], date],
    ) -> None:
        super().__init__(jobs, doors, clerk)
        self._people = people
        self._customer_id, self._vehicle_id, self._today = customer_id, vehicle_id, today
        self.owner = Reading("お客様", " ", "customerName")
        self.form = Form(self._rows(), columns=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(10)
        column.addWidget(self.owner)
        column.addWidget(self.form)
        column.addStretch(1)
        self._jobs.start(self, lambda _job: self._load(), self._opened, lane="load")

    def first_field(self) -> QWidget:
        return self.form.fields["plate"].widget

    def check_in_12(self) -> None:
        """F3: the next 12か月点検, counted back from 車検満了日."""
        self._put_check(12)

    def check_in_6(self) -> None:
        """F6: the next 6か月点検."""
        self._put_check(6)

    # --- what RecordScreen asks ------------------------------------------------------------------------------

    def read_form(self) -> tuple[dict[str, Any], dict[str, str]]:
        typed, wrong = self.form.values(), self.form.unreadable()
        values: dict[str, Any] = {key: typed[key] for key in _DIRECT}
        values["contact_state"] = ContactState(typed["contact_state"])
        plate = read_plate(typed["plate"])
        if plate is None:
            wrong["plate"] = wording.sentence("vehicle_plate_wrong")
        else:
            values |= dict(zip(_PLATE, plate, strict=True))
        for key, read in (("first_registration", read_month), ("mileage", read_number)):
            try:
                values[key] = read(typed[key])
            except DateUnreadable as error:
                wrong[key] = wording.sentence(error.code, **error.details)
        return values, wrong

    def fill_form(self, values: Mapping[str, Any]) -> None:
        self.form.fill(self.to_form(values))

    def to_form(self, values: Mapping[str, Any]) -> dict[str, Any]:
        mileage = values["mileage"]
        return {
            **{key: values[key] for key in _DIRECT},
            "plate": " ".join(filter(None, (values[key] for key in _PLATE))),
            "first_registration": values["first_registration"],
            "mileage": "" if mileage is None else f"{mileage:,}",
            "contact_state": values["contact_state"].value,
        }

    def store(self, base: Record | None, values: Mapping[str, Any]) -> Saved | Conflict:
        return self._people.save_vehicle(self._customer_id, base, values, self._clerk)

    def errors_to_form(self, wrong: Mapping[str, str]) -> Mapping[str, str]:
        return {"plate" if key in _PLATE else key: said for key, said in wrong.items()}

    def put_away(self, base: Record) -> Saved | Conflict:
        return self._people.archive(base, self._clerk)

    # --- inside ----------------------------------------------------------------------------------------------

    def _put_check(self, months: int) -> None:
        expiry = self.form.values()["inspection_expiry"]
        day = following_check(expiry, self._today(), months)
        line = self.form.fields["next_check"].widget
        assert isinstance(line, DateLine)  # noqa: S101  `_rows` made it
        line.selectAll()
        line.insert(wareki_short(day))  # as if it were typed: Ctrl+Z in the field brings back what stood there
        line.setFocus()
        since = "車検満了日" if expiry is not None and expiry > self._today() else "今日"
        self.say(f"{since}から数えて {months} か月ごとの点検日 {both(day)} を入れました。")

    def _load(self) -> tuple[Record, Record | None, Mapping[str, Any]]:
        owner = self._people.customer(self._customer_id)
        if self._vehicle_id is None:
            return owner, None, self._people.new_vehicle()
        record = self._people.vehicle(self._vehicle_id)
        return owner, record, record.values

    def _opened(self, found: tuple[Record, Record | None, Mapping[str, Any]]) -> None:
        owner, record, values = found
        self.owner.setText(f"{owner.values['name']} {owner.values['honorific']}")
        self.loaded(record, values)

    def _rows(self) -> Sequence[Row]:
        day = partial(DateLine, today=self._today)
        return (
            Row("plate", "登録番号", partial(Line, "登録番号", "例：千葉 500 あ 12-34"), span=3),
            Row("maker", "メーカー", partial(Line, "メーカー")),
            Row("model", "車名", partial(Line, "車名"), span=2),
            Row("type_code", "型式", partial(Line, "型式", "例：DBA-ZVW30", LATIN), span=2),
            Row("chassis_number", "車台番号", partial(Line, "車台番号", "", LATIN), span=2),
            Row("first_registration", "初度登録（年月）", partial(Line, "初度登録", "例：R3.4", LATIN), span=2),
            Row("inspection_expiry", "車検満了日", partial(day, "車検満了日"), span=2),
            Row("next_check", "次回点検日", partial(day, "次回点検日"), span=2),
            Row("mileage", "走行距離（km）", partial(Line, "走行距離", "例：45000", LATIN), span=2),
            Row("contact_state", "案内の状態", _states, span=2),
            Row("sms", "SMS", partial(Check, "この車両について SMS を送る"), span=4),
        )


class NewVehicleScreen(VehicleScreen):
    """The same for a vehicle that is not registered yet."""

    title = "車両新規"


def _states() -> Choice:
    made = Choice("案内の状態")
    for state, text in show.CONTACTS.items():
        made.addItem(text, state.value)
    return made
