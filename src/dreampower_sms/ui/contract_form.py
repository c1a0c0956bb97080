"""The fields of one contract: what every contract has, its budget, and what its gateway asks for."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from dreampower_sms.db.contracts import Contract
from dreampower_sms.gateways.fields import HTTP
from dreampower_sms.gateways.fields import Field as FieldOf
from dreampower_sms.services.contract_kinds import LIMITS, Kind
from dreampower_sms.services.contracts import Given
from dreampower_sms.services.secrets import SecretPlace, variable
from dreampower_sms.ui.forms import ANY, DIGITS, LATIN, Choice, Field, Line, Reading, caption, field
from dreampower_sms.ui.ring import Pages
from dreampower_sms.ui.wording.contracts import HINTS, choice_name, field_name, gateway_name

_COLUMNS = 3
_WAY = frozenset(one.name for one in HTTP)
"""How a gateway is reached: a page of its own, because hardly any shop needs it."""
_WAY_TITLE = "接続"
_WAY_SAID = "ふつうは空欄のままで使えます。会社のネットワークの決まりがあるときだけ入力します。"
_LIMITS_SAID = "0 か空欄は上限なしです。上限に達すると、送信を止めて知らせます。日と月は日本の暦です。"
SAVED = {
    SecretPlace.NONE: "",
    SecretPlace.STORE: "保存済み",
    SecretPlace.FILE: "保存済み",
    SecretPlace.ENVIRONMENT: "環境変数で設定済み",
}
"""What stands in the place of a secret, which itself is never shown."""
_KEPT = {
    SecretPlace.STORE: "鍵は、Windows の資格情報マネージャーなど OS の保管庫だけに保存し、画面には出しません。",
    SecretPlace.FILE: "鍵は、このパソコンの暗号化ファイルに保存し、画面には出しません。"
    "ファイルを守るのは、鍵ファイル secrets.key を本人だけが読めることです。",
}


class ContractForm(QWidget):
    """Filled with a contract, or empty for a new one. A secret is only ever written, never read back."""

    changed = Signal()
    kind_chosen = Signal(str)

    def __init__(self, kinds: Sequence[Kind], contract: Contract | None) -> None:
        super().__init__()
        self._contract, self._filling = contract, False
        self._keeping = SecretPlace.NONE
        self._kind = next((one for one in kinds if contract is not None and one.name == contract.gateway), kinds[0])
        self._kinds = {one.name: one for one in kinds}
        self.gateway = field("送信サービス", Choice("送信サービス"))
        for one in kinds:
            self.gateway.widget.addItem(gateway_name(one.name), one.name)
        self.gateway.widget.setCurrentIndex(self.gateway.widget.findData(self._kind.name))
        self.gateway.widget.setEnabled(contract is None)
        self.gateway.widget.currentIndexChanged.connect(self._turn)
        self.title = self._line("名称", "例：本店の契約")
        self.sender_name = self._line("送信者名", "携帯電話に出る名前")
        self.limits = {name: self._line(field_name(name), "0", DIGITS) for name in LIMITS}
        self.fields: dict[str, Field[QWidget]] = {}
        self.secrets: dict[str, Field[QWidget]] = {}
        self.note = Reading("鍵の保存場所", name="caption")
        self.note.setWordWrap(True)
        self._own, self._way = QGridLayout(), QGridLayout()
        self.tabs, self._way_page = Pages("契約のページ", self), QWidget()
        self._build()
        self._make_fields()
        self._fill(contract)

    @property
    def kind(self) -> Kind:
        """What is chosen as 送信サービス."""
        return self._kind

    def given(self) -> Given:
        """What stands in the fields."""
        return Given(
            gateway=self._kind.name,
            title=_text(self.title.widget),
            sender_name=_text(self.sender_name.widget),
            options={name: _text(each.widget) for name, each in self.fields.items()},
            limits={name: _text(each.widget) for name, each in self.limits.items()},
            secrets={name: text for name, each in self.secrets.items() if (text := _text(each.widget).strip())},
        )

    def show_places(self, places: Mapping[str, SecretPlace]) -> None:
        """Say of each secret that it is there, and nothing more."""
        for name, each in self.secrets.items():
            _set(each.widget, "")
            place = places.get(name, SecretPlace.NONE)
            each.widget.setProperty("placeholderText", SAVED[place])
            each.widget.setAccessibleDescription(SAVED[place])
        self._say_note()

    def show_flaws(self, flaws: Mapping[str, str]) -> None:
        """Below each field what is wrong; the first one gets the focus."""
        everything = self.all_fields()
        for name, each in everything.items():
            each.show_error(flaws.get(name, ""))
        first = next((each for name, each in everything.items() if name in flaws), None)
        if first is not None:
            self._show_page_of(first.widget)
            first.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self) -> None:
        """To the next page, and into its first field."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        page = self.tabs.currentWidget()
        first = next(
            (each.widget for each in self.all_fields().values() if page and page.isAncestorOf(each.widget)), None
        )
        (first or self.tabs.tabBar()).setFocus(Qt.FocusReason.OtherFocusReason)

    def secret_in_focus(self) -> str:
        """The name of the secret whose field has the focus, "" for none."""
        return next((name for name, each in self.secrets.items() if each.widget.hasFocus()), "")

    def all_fields(self) -> dict[str, Field[QWidget]]:
        """All fields by name, in the order of the screen."""
        asked = {**self.fields, **self.secrets}
        own = {one.name: asked[one.name] for one in sorted(self._kind.fields, key=lambda one: one.name in _WAY)}
        return {"title": self.title, "sender_name": self.sender_name, **own, **self.limits}

    # --- inside ----------------------------------------------------------------------------------------------

    def _fill(self, contract: Contract | None) -> None:
        if contract is None:
            return
        self._filling = True
        _set(self.title.widget, contract.title)
        _set(self.sender_name.widget, contract.sender_name)
        day, month = contract.budget.day, contract.budget.month
        for name, value in zip(LIMITS, (day.messages, day.yen, month.messages, month.yen), strict=True):
            _set(self.limits[name].widget, f"{value:,}" if value else "")
        for name, each in self.fields.items():
            _set(each.widget, contract.options.get(name, ""))
        self._filling = False

    def _turn(self) -> None:
        """Another gateway asks for other things."""
        self._kind = self._kinds[str(self.gateway.widget.currentData())]
        self._make_fields()
        self.kind_chosen.emit(self._kind.name)
        self._tell()

    def _make_fields(self) -> None:
        for each in (*self.fields.values(), *self.secrets.values()):
            for widget in (each.label, each.widget, each.error):
                widget.hide()
                widget.deleteLater()
        self.fields, self.secrets = {}, {}
        for grid, wanted in ((self._own, False), (self._way, True)):
            while grid.takeAt(0) is not None:
                pass
            ordered = [one for one in self._kind.fields if (one.name in _WAY) is wanted]
            for place, one in enumerate(ordered):
                made = self._make_field(one, optional=not (one.required or one.one_of or wanted))
                grid.addLayout(made.column(), place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        self._show_way()
        self._say_note()

    def _line(self, label: str, hint: str, method: Qt.InputMethodHint = ANY) -> Field[QWidget]:
        widget: QWidget = Line(label, hint, method)
        return field(label, widget, self._tell)

    def _show_way(self) -> None:
        """A page that has fields only."""
        place = self.tabs.indexOf(self._way_page)
        if self._kind.fields and place < 0:
            self.tabs.insertTab(1, self._way_page, _WAY_TITLE)
        elif not self._kind.fields and place >= 0:
            self.tabs.removeTab(place)

    def _make_field(self, one: FieldOf, *, optional: bool) -> Field[QWidget]:
        label = field_name(one.name) + ("（なくても可）" if optional else "（どちらか）" if one.one_of else "")
        if one.choices:
            choice = Choice(label)
            if not one.required and not one.default:
                choice.addItem("送信サービスの設定のまま", "")
            for value in one.choices:
                choice.addItem(choice_name(value), value)
            choice.setCurrentIndex(max(0, choice.findData(one.default)))
            widget: QWidget = choice
        else:
            line = Line(label, HINTS.get(one.name, one.default), LATIN)
            if one.secret:
                line.setEchoMode(QLineEdit.EchoMode.Password)
                line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | LATIN)
            widget = line
        made: Field[QWidget] = field(label, widget, self._tell)
        (self.secrets if one.secret else self.fields)[one.name] = made
        return made

    def show_keeping(self, place: SecretPlace) -> None:
        """Say plainly where a secret goes that is entered now, and what protects it there."""
        self._keeping = place
        self._say_note()

    def _say_note(self) -> None:
        name = next((one.name for one in self._kind.fields if one.secret and one.name not in _WAY), "")
        if not name:
            self.note.setText("この契約に鍵はいりません。")
            return
        server = f"環境変数 {variable(self._contract.id, name)} でも渡せます。" if self._contract else ""
        kept = _KEPT.get(self._keeping, "")
        self.note.setText(f"{kept}保存済みの鍵は、変えるときだけ入力します。{server}")

    def _show_page_of(self, widget: QWidget) -> None:
        for number in range(self.tabs.count()):
            page = self.tabs.widget(number)
            if page is not None and page.isAncestorOf(widget):
                self.tabs.setCurrentIndex(number)

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _build(self) -> None:
        top = QGridLayout()
        top.setHorizontalSpacing(18)
        for place, each in enumerate((self.gateway, self.title, self.sender_name)):
            top.addLayout(each.column(), 0, place, Qt.AlignmentFlag.AlignTop)
            top.setColumnStretch(place, 1)
        limits = QGridLayout()
        for place, name in enumerate(LIMITS):
            limits.addLayout(self.limits[name].column(), place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        pages = (
            ("鍵と設定", self._own, self.note, _COLUMNS),
            (_WAY_TITLE, self._way, caption(_WAY_SAID), _COLUMNS),
            ("上限", limits, caption(_LIMITS_SAID), 2),
        )
        for label, grid, said, columns in pages:
            grid.setHorizontalSpacing(18)
            grid.setVerticalSpacing(6)
            for column in range(columns):
                grid.setColumnStretch(column, 1)
            page = self._way_page if label == _WAY_TITLE else QWidget()
            inner = QVBoxLayout(page)
            inner.setSpacing(8)
            inner.addLayout(grid)
            inner.addWidget(said)
            inner.addStretch(1)
            self.tabs.addTab(page, label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.tabs, 1)


def _text(widget: QWidget) -> str:
    return str(widget.currentData()) if isinstance(widget, QComboBox) else str(widget.property("text"))


def _set(widget: QWidget, text: str) -> None:
    if isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findData(text)))
    else:
        widget.setProperty("text", text)
