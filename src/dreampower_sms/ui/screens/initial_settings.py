"""初期設定: who the shop is, what new customers start with, how and when it sends, what that costs, how it rounds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.domain.records import Difference
from dreampower_sms.services.shop_fields import kind_of, shown
from dreampower_sms.services.shop_setup import Conflict, Conflicted, Flawed, Loaded, Saved, ShopSetup
from dreampower_sms.ui import wording
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.fees_page import FeesPage
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.ring import Pages
from dreampower_sms.ui.setup_page import SetupPage
from dreampower_sms.ui.setup_pages import CompanyPage, RoundingPage, SendingPage
from dreampower_sms.ui.wording.shop import name_of

_NAMED = 3
"""Fields that the message line names after a save."""
_LONGEST = 30
"""Characters of a value that are shown."""
LOADING = "読み込み中です。少しお待ちください。"


@dataclass(frozen=True, slots=True)
class SetupParts:
    """What the screen uses beside the jobs."""

    setup: ShopSetup
    clerk: Callable[[], str]
    today: Callable[[], date]
    saved: Callable[[], None]
    """Told after each save: company, contract or settings may be others now."""
    contracts: Callable[[], None]
    """To 契約, where they are changed and switched."""
    open: Callable[[Screen], None]
    """To a screen of this one's own."""


class InitialSettingsScreen(Screen):
    """Four pages, one save."""

    id, title = "initial_settings", "初期設定"
    keys = (
        {
            1: replace(HELP, manual=True),
            6: Key("設定", "turn_sending", manual=True, help="契約、送信時間、間隔と回数の上限のページです。"),
            7: Key("設定2", "turn_fees", manual=True, help="料金表のページです。"),
            8: Key("端数設定", "turn_rounding", manual=True, help="消費税と合計の端数のページです。"),
            10: Key("保存", "save", "why_not_save", manual=True, help="すべてのページをまとめて保存します。"),
            12: Key("終了", "go_back", manual=True, help="初期設定を終わります。"),
        },
    )

    def __init__(self, parts: SetupParts, jobs: Jobs) -> None:
        super().__init__()
        self._parts, self._jobs = parts, jobs
        self._loaded: Loaded | None = None
        self._base: Mapping[str, Any] = {}
        self._filled: Mapping[str, Any] = {}
        self._last: Saved | None = None
        self._writing = self._closing = False
        self.company, self.sending = CompanyPage(), SendingPage(parts.contracts)
        self.fees, self.rounding = FeesPage(parts.today), RoundingPage(parts.today)
        self.pages: Sequence[SetupPage] = (self.company, self.sending, self.fees, self.rounding)
        self.tabs = Pages("初期設定のページ", self)
        for page, label in zip(self.pages, ("会社情報・既定値", "設定", "設定2（料金表）", "端数設定"), strict=True):
            self.tabs.addTab(page, label)
            page.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 8)
        column.addWidget(self.tabs)
        self._load()

    # --- what the keys do --------------------------------------------------------------------------------

    def turn_sending(self) -> None:
        """F6: there, and back to the first page."""
        self._turn(self.sending)

    def turn_fees(self) -> None:
        """F7: likewise."""
        self._turn(self.fees)

    def turn_rounding(self) -> None:
        """F8: likewise."""
        self._turn(self.rounding)

    def save(self) -> None:
        """F10: everything that was changed, on all pages."""
        given, base, clerk = self._given(), self._base, self._parts.clerk()
        self._write(lambda: self._parts.setup.save(base, given, clerk), self._show_saved)

    def why_not_save(self) -> str:
        """Nothing to save, or not yet."""
        if self._loaded is None or self._writing:
            return LOADING
        return "" if self.unsaved() else "変更はありません。"

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.company.fields["company.name"].widget

    def escape(self) -> None:
        """Back to the first page, from there out."""
        if self.tabs.currentWidget() is self.company:
            self.go_back()
        else:
            self._show_page(self.company)

    def unsaved(self) -> str:
        return "初期設定の変更" if self._loaded is not None and self._given() != self._filled else ""

    def save_unsaved(self) -> bool:
        """The screen stays until everything is saved: what is wrong has to be seen at its field."""
        self._closing = True
        self.save()
        return False

    def undo(self) -> str:
        last = self._last
        if last is None or self._writing:
            return ""
        if self.unsaved():
            self.say("保存していない入力があります。先に F10 で保存してから、元に戻してください。", "warn")
            return ""
        clerk = self._parts.clerk()
        self._write(lambda: self._parts.setup.undo(last, clerk), self._show_undone)
        return ""

    # --- loading and saving ----------------------------------------------------------------------------------

    def _load(self) -> None:
        self._jobs.start(self, lambda _job: self._parts.setup.load(), self._fill, lane="load")

    def _fill(self, loaded: Loaded) -> None:
        self._loaded, self._base = loaded, loaded.values
        self.sending.offer(loaded.accounts)
        self.fees.offer(loaded.accounts)
        texts = shown(loaded.values)
        for page in self.pages:
            page.fill(texts)
        self._filled = self._given()
        self.changed.emit()

    def _given(self) -> dict[str, Any]:
        return {key: value for page in self.pages for key, value in page.given().items()}

    def _write(
        self, work: Callable[[], Saved | Flawed | Conflicted], then: Callable[[Saved | Flawed | Conflicted], None]
    ) -> None:
        self._writing = True
        self.changed.emit()
        self._jobs.write(self, lambda _job: work(), then, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._writing = self._closing = False
        self.changed.emit()
        self._jobs.failed.emit(error)

    def _show_saved(self, done: Saved | Flawed | Conflicted) -> None:
        self._writing = False
        match done:
            case Saved():
                self._last = done if done.changes else self._last
                self._show_flaws({})
                self._filled = self._given()
                self._done(f"保存しました：{_names(done.changes)}。Ctrl+Z で元に戻せます。")
            case Flawed():
                self._closing = False
                self._show_flaws({key: wording.sentence(flaw.code, **flaw.details) for key, flaw in done.flaws.items()})
                self._go_to(next(iter(done.flaws)))
                self.say("赤い欄を直してください。何も保存していません。", "error")
            case Conflicted():
                self._meet(done.conflicts)
        self.changed.emit()

    def _show_undone(self, done: Saved | Flawed | Conflicted) -> None:
        self._writing = False
        match done:
            case Saved():
                self._last = None
                self._done(f"元に戻しました：{_names(done.changes)}の保存")
            case Flawed():
                flaw = next(iter(done.flaws.values()))
                self.say(wording.sentence(flaw.code, **flaw.details), "error")
            case Conflicted():
                names = "、".join(name_of(each.key) for each in done.conflicts[:_NAMED])
                self.say(f"{names}はそのあとで変更されたため、元に戻せません。", "error")
        self.changed.emit()

    def _done(self, text: str) -> None:
        self._jobs.tell(Topic.SETTINGS)
        self._parts.saved()
        if self._closing:
            self.go_back()
            return
        self.say(text)
        self._load()

    # --- two PCs -----------------------------------------------------------------------------------------------

    def _meet(self, conflicts: Sequence[Conflict]) -> None:
        """Another PC was faster: both values of each field that both changed, and a person chooses."""
        self._closing = False  # who goes back from there has not saved
        theirs = {each.key: each.theirs for each in conflicts}
        self._base = {**self._base, **theirs}
        self._show_flaws({key: f"ほかのパソコンの値：{_value(key, value)}" for key, value in theirs.items()})
        self._go_to(conflicts[0].key)

        def keep(chosen: Mapping[str, Any]) -> None:
            asking.close_asked.emit()
            self._put(chosen)
            self.save()

        met = [Difference(each.key, each.before, each.theirs, each.mine) for each in conflicts]
        asking = ConflictScreen(met, {one.field: name_of(one.field) for one in met}, _value, self._jobs, keep)
        self._parts.open(asking)

    def _put(self, values: Mapping[str, Any]) -> None:
        """Let the fields of these values show them; what stands in the others stays."""
        gone = {key: None for key, value in values.items() if value is None and key.startswith("fees.")}
        texts = {**shown(self._base), **self._given(), **shown(values), **gone}
        for page in self.pages:
            page.fill(texts)

    # --- pages -------------------------------------------------------------------------------------------------

    def _turn(self, page: SetupPage) -> None:
        self._show_page(self.company if self.tabs.currentWidget() is page else page)

    def _show_page(self, page: SetupPage) -> None:
        self.tabs.setCurrentWidget(page)
        first = self.fees.list if page is self.fees else next(iter(page.fields.values())).widget
        first.setFocus()

    def _show_flaws(self, flaws: Mapping[str, str]) -> None:
        for page in self.pages:
            page.show_flaws(flaws)

    def _go_to(self, key: str) -> None:
        for page in self.pages:
            if key in page.given():
                self.tabs.setCurrentWidget(page)
                page.go_to(key)
                return


def _names(changes: Mapping[str, object]) -> str:
    names = list(dict.fromkeys(name_of(key) for key in changes))
    rest = f" ほか {len(names) - _NAMED} 件" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + rest


def _value(key: str, value: Any) -> str:
    """One value in words."""
    if key.startswith("fees."):
        return "なし" if value is None else "、".join(f"{end} 文字 {price} 円" for end, price in value[:_NAMED]) + " …"
    if isinstance(value, bool):
        return "入り" if value else "切り"
    if key == "rounding.rates":
        return "、".join(f"{day} から {percent}%" for day, percent in value)
    text = str(kind_of(key).show(value)) or "（空）"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
