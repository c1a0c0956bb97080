"""自由検索: any question over customers and vehicles, its list, and what is done with the list."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from dreampower_sms.domain.search.spec import Order
from dreampower_sms.services.free_search import First
from dreampower_sms.ui import wording
from dreampower_sms.ui.jobs import Job, Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.printing.list import MOST_ROWS
from dreampower_sms.ui.search_output import export_ticked, print_ticked
from dreampower_sms.ui.search_parts import Doors, SearchParts, TitleMemory, read_opening
from dreampower_sms.ui.search_question import Opening, QuestionPanel
from dreampower_sms.ui.search_result import Asked, OrderMemory, ResultPanel
from dreampower_sms.ui.search_run import LiveCount, SearchRun
from dreampower_sms.ui.search_settings import SearchSettings
from dreampower_sms.ui.search_titles import SavedTitle
from dreampower_sms.ui.wording.searching import TITLE_DELETED

FORM, RESULT, SETTINGS = "", "result", "settings"
SEARCHING = "検索しています…（Esc で中止）"
NOT_WHOLE = "一覧を読み込んでいます。少しお待ちください。"
NO_TICKS = "「出力」に印が付いた行がありません。Space か Ctrl+A で付けてください。"
NO_SCREEN = "この版ではまだ使えません。"
GONE = "このお客様は削除されています。"


class FreeSearchScreen(Screen):
    """Two modes, the question and its list, and a small panel for the setting."""

    id, title = "free_search", "自由検索"
    page_names = (FORM, RESULT, SETTINGS)
    keys = (
        {
            1: HELP,
            2: Key("設定", "open_settings", manual=True, help="簡単な検索と詳細自由検索を切り替えます。"),
            3: Key("タイトル新規", "new_title", "why_no_new_title", manual=True, help="検索タイトルを新しく作ります。"),
            4: Key("タイトル修正", "edit_title", "why_no_edit_title", help="選んだ検索タイトルを直します。"),
            9: Key("検索", "run_search", "why_not_search", manual=True, help="条件に合うものを一覧にします。"),
            12: Key("終了", "go_back", manual=True, help="メニューに戻ります。"),
        },
        {
            1: HELP,
            6: Key("CSV", "export", "why_no_rows", help="印を付けた行を CSV か Excel のファイルに書き出します。"),
            7: Key("印刷", "print_list", "why_not_print", help="印を付けた行の一覧を、確かめてから印刷します。"),
            8: Key("SMS送信", "send", "why_not_send", manual=True, help="印を付けた行にまとめて SMS を送ります。"),
            11: Key("一括変更", "change", "why_not_change", manual=True, help="印を付けた行の項目を一度に変更します。"),
            12: Key("戻る", "back_to_form", manual=True, help="条件に戻ります。"),
        },
        {9: Key("OK", "save_settings", manual=True, help="この設定に決めます。お店のすべてのパソコンで変わります。")},
    )

    def __init__(
        self, parts: SearchParts, jobs: Jobs, doors: Doors, clerk: Callable[[], str], settings: QSettings
    ) -> None:
        super().__init__()
        self._parts, self._jobs, self._doors = parts, jobs, doors
        self._clerk, self._settings = clerk, settings
        self._orders = OrderMemory(settings)
        self._next: Asked | None = None
        """What the running search asks, as long as no list of it is shown."""
        self._makes_title = False
        """Whether the clerk went to make a title, which is the one to be shown then."""
        self._memory = TitleMemory(settings, clerk)
        self.question = QuestionPanel(parts.search.today)
        self.panel = SearchSettings()
        self.result: ResultPanel | None = None
        self.count = LiveCount(parts.search, jobs, self)
        self.run = SearchRun(parts.search, jobs, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.question)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 6)
        column.addWidget(self.panel)
        column.addWidget(self._stack, 1)
        self._connect()
        self._read()

    # --- the question ----------------------------------------------------------------------------------------

    def run_search(self) -> None:
        """F9: to the list, as soon as its first rows are there."""
        if said := self.question.check():
            self.say(said, "warn")
            return
        asked = self.question.asked(self._clerk())
        if asked is not None:
            self.count.cancel()
            self._next = asked
            self.say(SEARCHING)
            self.run.start(asked.spec(self._orders.of(asked.memory)), asked.listed)

    def why_not_search(self) -> str:
        """There has to be something to ask; what is wrong with a field is said by F9 itself."""
        return self.question.why_nothing()

    def new_title(self) -> None:
        """F3."""
        if self._doors.title is not None:
            self._makes_title = True
            self._doors.title(None)

    def why_no_new_title(self) -> str:
        """Titles belong to the detailed form."""
        if not self.question.detailed:
            return "検索タイトルは詳細自由検索で使います。F2 設定で切り替えてください。"
        return NO_SCREEN if self._doors.title is None else ""

    def edit_title(self) -> None:
        """F4."""
        if self._doors.title is not None and (title_id := self.question.saved_id) is not None:
            self._doors.title(title_id)

    def why_no_edit_title(self) -> str:
        """A title has to be chosen."""
        if reason := self.why_no_new_title():
            return reason
        return "" if self.question.saved_id is not None else "検索タイトルを選んでください。"

    # --- the list ----------------------------------------------------------------------------------------------

    def back_to_form(self) -> None:
        """F12 of the list: the conditions are as they were."""
        self.run.cancel()
        self._stack.setCurrentWidget(self.question)
        self.show_mode(FORM)
        self._focus(self.question.entry())
        self._count_anew()

    def export(self) -> None:
        """F6: the ticked rows, with the CSV表示 items."""
        if self.result is not None:
            export_ticked(self, self.result, self._parts.search, self._jobs, self._settings)

    def print_list(self) -> None:
        """F7: the ticked rows, with the columns of the list."""
        if self.result is not None:
            print_ticked(self, self.result, self._parts.search, self._jobs)

    def send(self) -> None:
        """F8: まとめ送信 to the ticked rows."""
        if (result := self.result) is not None and self._doors.bulk_send is not None:
            self._doors.bulk_send(result.target, result.ticked_ids(), result.heading)

    def change(self) -> None:
        """F11: one item of the ticked rows."""
        if (result := self.result) is not None and self._doors.bulk_change is not None:
            self._doors.bulk_change(result.target, result.ticked_ids())

    def why_no_rows(self) -> str:
        """All ids have to be here, and some of them ticked."""
        if self.result is None or not self.result.whole:
            return NOT_WHOLE
        return "" if self.result.ticked_count() else NO_TICKS

    def why_not_print(self) -> str:
        """Nobody reads a list of thousands of pages."""
        if reason := self.why_no_rows():
            return reason
        many = self.result is not None and self.result.ticked_count() > MOST_ROWS
        return f"印刷できるのは {MOST_ROWS:,} 行までです。印を減らすか、F6 CSV を使ってください。" if many else ""

    def why_not_send(self) -> str:
        """Only where this program has the screen."""
        return NO_SCREEN if self._doors.bulk_send is None else self.why_no_rows()

    def why_not_change(self) -> str:
        """Only where this program has the screen."""
        return NO_SCREEN if self._doors.bulk_change is None else self.why_no_rows()

    # --- the setting ---------------------------------------------------------------------------------------------

    def open_settings(self) -> None:
        """F2: a check above the form."""
        self.panel.open_panel(detailed=self.question.detailed)
        self.question.setEnabled(False)
        self.show_mode(SETTINGS)

    def save_settings(self) -> None:
        """F9 of the panel: takes effect at once."""
        detailed, settings = self.panel.detailed, self._parts.settings

        def save(_job: Job) -> None:
            settings.save_shop(replace(settings.shop(), detailed_search=detailed))

        self._close_settings()
        self._jobs.write(self, save, lambda _none: self._settings_saved())

    def _settings_saved(self) -> None:
        self._doors.settings_saved()
        self._read(focus=True)

    def _close_settings(self) -> None:
        self.panel.hide()
        self.question.setEnabled(True)
        self.show_mode(FORM)
        self._focus(self.question.entry())

    # --- what the window asks --------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        if self.page == self.page_names.index(SETTINGS):
            return self.panel.check
        if self.page == self.page_names.index(RESULT) and self.result is not None:
            return self.result.list
        return self.question.entry()

    def escape(self) -> None:
        """Esc: gives up what is being searched, then goes back a step."""
        if self.panel.isVisible():
            self._close_settings()
        elif self.run.running:
            self.run.cancel()
            self._next = None
            self.say("検索を中止しました。")
        elif self._stack.currentWidget() is not self.question:
            self.back_to_form()
        elif self.count.running:
            self.count.cancel()
            self.question.count.show_stopped()
        else:
            self.go_back()

    def left(self) -> None:
        self.run.cancel()
        self.count.cancel()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.question.changed.connect(self._count_anew)
        self.question.title_chosen.connect(self._choose_title)
        self.count.waiting.connect(self.question.count.show_counting)
        self.count.counted.connect(self.question.count.show_count)
        self.count.failed.connect(self._not_counted)
        self.run.began.connect(self._show_first)
        self.run.completed.connect(self._show_all)
        self.run.failed.connect(self._not_found)
        self._jobs.changed.connect(self._heard)

    def _read(self, *, focus: bool = False) -> None:
        """Read titles, items and the setting; show the title that is chosen, or that the clerk used last."""
        parts, opening = self._parts, self.question.opening
        before = {line.id for line in opening.titles} if opening is not None and self._makes_title else None
        chosen = self.question.saved_id
        wanted = self._memory.last() if chosen is None else chosen
        focus = focus or opening is None

        def opened(opening: Opening) -> None:
            self.question.show_opening(opening)
            if opening.picked is not None:
                self._memory.keep(opening.picked.id)
            if focus and not self.panel.isVisible() and self._stack.currentWidget() is self.question:
                self._focus(self.question.entry())

        self._jobs.start(self, lambda _job: read_opening(parts, wanted, before), opened, lane="opening")

    def _choose_title(self, title_id: int) -> None:
        self._makes_title = False
        self.count.cancel()
        self._memory.keep(title_id)

        def chosen(saved: SavedTitle | None) -> None:
            if saved is None:
                self._title_gone()
                self._read()
            else:
                self.question.show_saved(saved)

        get = self._parts.titles.get
        self._jobs.start(self, lambda _job: get(title_id), chosen, failed=self.question.show_trouble, lane="title")

    def _look_whether_there(self, title_id: int) -> None:
        """The list is of what was on the screen, but its title may be gone."""

        def looked(saved: SavedTitle | None) -> None:
            if saved is None:
                self._title_gone()

        self._jobs.start(self, lambda _job: self._parts.titles.get(title_id), looked, lane="there")

    def _title_gone(self) -> None:
        self.say(TITLE_DELETED.format(name=self.question.titles.currentText()), "warn")

    def _count_anew(self) -> None:
        asked = self.question.asked("")
        if asked is not None:
            self.count.want(asked.title.spec)
        else:
            self.count.cancel()
            self.question.count.show_problem(self.question.problem())
        self.changed.emit()

    def _not_counted(self, error: object) -> None:
        if isinstance(error, Exception):
            self.question.count.show_problem(wording.explain(error)[0])

    def _not_found(self, error: object) -> None:
        self._next = None
        self._jobs.failed.emit(error)

    def _show_first(self, found: object) -> None:
        if not isinstance(found, First):
            return
        asked, self._next = self._next, None
        if asked is not None and not found.ids:
            self.say("該当するデータはありません。条件を変えてください。", "warn")
            return
        if asked is not None:
            self._new_result(asked)
        if self.result is not None:
            self.result.show_first(found)
        self.changed.emit()

    def _show_all(self, ids: Sequence[int]) -> None:
        if self.result is not None and self._stack.currentWidget() is self.result:
            self.result.show_all(ids)
            self.changed.emit()

    def _new_result(self, asked: Asked) -> None:
        self.result = self._panel_for(asked, self._orders.of(asked.memory))
        self._stack.setCurrentWidget(self.result)
        self.show_mode(RESULT)
        self.say("")
        if self.question.detailed and self.question.saved_id is not None:
            self._look_whether_there(self.question.saved_id)
        self._focus(self.result.list)

    def _panel_for(self, asked: Asked, order: Order | None) -> ResultPanel:
        """The list that is there already where it fits: to make one costs more than all that it paints first."""
        old = self.result
        if old is not None and old.fits(asked):
            old.ask(asked, order)
            return old
        panel = ResultPanel(asked, order, self._parts.search, self._jobs, self._settings)
        panel.sort_asked.connect(self._sort)
        panel.chosen.connect(self._open_inquiry)
        panel.changed.connect(self.changed)
        self._stack.addWidget(panel)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        return panel

    def _sort(self, order: Order) -> None:
        if (result := self.result) is not None:
            result.show_sorted(order)
            self._orders.keep(result.asked.memory, order)
            self.run.start(result.spec, result.asked.listed)
            self.changed.emit()

    def _open_inquiry(self, row_id: int) -> None:
        """Enter: to the customer of the row; this list stays below as it is."""
        if (result := self.result) is not None:
            target = result.target
            self._jobs.start(self, lambda _job: self._parts.search.owner(target, row_id), self._go, lane="owner")

    def _go(self, customer_id: int | None) -> None:
        if customer_id is None:
            self.say(GONE, "warn")
        else:
            self._doors.inquiry(customer_id)

    def _focus(self, widget: QWidget) -> None:
        if self.isVisible() and not isinstance(QApplication.activeModalWidget(), QWidget):
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heard(self, topic: object) -> None:
        match topic:
            case Topic.TITLES | Topic.SETTINGS:
                self._read()
            case Topic.CUSTOMERS | Topic.MESSAGES:
                if self.result is not None:
                    self.result.model.reload()
            case _:
                pass
