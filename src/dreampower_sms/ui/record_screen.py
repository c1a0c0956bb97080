"""What the screens of a customer, a vehicle and a template share: load, save, meet another PC, take back."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from dreampower_sms.domain.people import ContactState, CustomerKind
from dreampower_sms.domain.records import Record, merge
from dreampower_sms.services.people import Conflict, FieldsWrong, Saved, Step
from dreampower_sms.ui import ask, show, wording
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.form import Form
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.wording.people import DONE, FIELDS

SAVING = "保存しています。"
SAVE_AGAIN = "ほかのパソコンの変更を取り込みました。確かめて、もう一度 F10 を押してください。"
REMOVE_AGAIN = "ほかのパソコンの変更を取り込みました。確かめて、もう一度 F4 を押してください。"
REMOVED = "この登録は削除されています。F10 で保存すると、一覧に戻ります。"
LOADING = "読み込み中です。少しお待ちください。"


@dataclass(frozen=True, slots=True)
class RecordDoors:
    """Where these screens lead."""

    open: Callable[[Screen], None]
    saved: Callable[[Record, Step | None], None]
    """It is stored, or removed: back to where the clerk came from, which can take the step back."""
    customer: Callable[[int], None]
    """To another customer, who may be the same one."""
    consent: Callable[[int], None] | None = None
    """To what a customer agreed to."""


class RecordScreen(Screen):
    """Subclasses lay the form out, and know how to read, write and name one kind of record."""

    noun = ""
    """What closing would lose."""
    names: ClassVar[Mapping[str, str]] = FIELDS
    """Names of the fields, for choosing between two versions."""
    topic: ClassVar[Topic] = Topic.CUSTOMERS
    """What is told to have changed."""
    removed: ClassVar[str] = REMOVED
    """Said when a record opens that is in no list any more."""

    def __init__(self, jobs: Jobs, doors: RecordDoors, clerk: str) -> None:
        super().__init__()
        self._jobs, self._doors, self._clerk = jobs, doors, clerk
        self.opened: Record | None = None
        """As it was opened; None for a new one."""
        self.form: Form
        self._busy = LOADING
        self._closing = False

    # --- what a subclass says --------------------------------------------------------------------------------

    @abstractmethod
    def read_form(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The values as they would be stored, and a sentence for each field that can't be read."""

    @abstractmethod
    def fill_form(self, values: Mapping[str, Any]) -> None:
        """Show these values."""

    @abstractmethod
    def store(self, base: Record | None, values: Mapping[str, Any]) -> Saved | Conflict:
        """Write it. Runs off the window's thread."""

    @abstractmethod
    def put_away(self, base: Record) -> Saved | Conflict:
        """Take it out of the lists. Runs off the window's thread."""

    # --- what the keys do --------------------------------------------------------------------------------

    def save(self) -> None:
        """F10: store what stands here."""
        values, wrong = self.read_form()
        self.form.show_errors(wrong)
        if wrong:
            self.say(wording.sentence("fields_wrong"), "error")
            return
        self._write(self.opened, values)

    def why_not_save(self) -> str:
        """While it is loaded or stored."""
        return self._busy

    def remove(self) -> None:
        """F4: out of the lists, after asking."""
        text = f"この{self.noun}を削除しますか？\n送信の記録は残ります。保存した直後なら Ctrl+Z で戻せます。"
        ask.yes_no(self.window(), "削除", text, self.remove_now, default_yes=False)

    def why_not_remove(self) -> str:
        """Only what is stored."""
        if self.opened is None:
            return self._busy or "まだ登録していません。"
        return self._busy or ("もう削除されています。" if self.opened.archived else "")

    # --- what the window asks ------------------------------------------------------------------------------

    def unsaved(self) -> str:
        return self.noun if not self._closing and not self._busy and self.form.is_changed() else ""

    def save_unsaved(self) -> bool:
        """The screen stays until it is stored; then it closes by itself."""
        self.save()
        return False

    # --- inside ----------------------------------------------------------------------------------------------

    def loaded(self, base: Record | None, values: Mapping[str, Any]) -> None:
        """Show a record that was read, or what a new one starts with."""
        self.opened, self._busy = base, ""
        self.fill_form(values)
        if base is not None and base.archived:
            self.say(self.removed, "warn")
        self.changed.emit()

    def _write(self, base: Record | None, values: Mapping[str, Any]) -> None:
        self._busy = SAVING
        self.changed.emit()
        self._jobs.write(
            self, lambda _job: self.store(base, values), lambda done: self._answered(done, values), failed=self._failed
        )

    def remove_now(self) -> None:
        """Out of the lists, and out of this screen."""
        base = self.opened
        if base is not None:
            mine, _wrong = self.read_form()  # what is typed here stays when another PC was faster
            self._busy = SAVING
            self._jobs.write(
                self,
                lambda _job: self.put_away(base),
                lambda done: self._answered(done, mine, again=REMOVE_AGAIN),
                failed=self._failed,
            )

    def _answered(self, answer: Saved | Conflict, mine: Mapping[str, Any], again: str = SAVE_AGAIN) -> None:
        self._busy = ""
        if isinstance(answer, Conflict):
            self._meet(answer.theirs, mine, again)
            return
        self._closing = True
        self._jobs.tell(self.topic)
        self._doors.saved(answer.record, answer.step)

    def _meet(self, theirs: Record, mine: Mapping[str, Any], again: str) -> None:
        """Somebody else saved: take over what does not contradict, and ask about the rest."""
        before: Mapping[str, Any] = self.opened.values if self.opened is not None else {}
        merged, differences = merge(before, theirs.values, mine)
        self.opened = theirs
        self.fill_form(theirs.values)
        self.form.show_values(self.to_form(merged))
        self.changed.emit()
        if theirs.archived:
            self.say(self.removed, "warn")
        if not differences:
            if not theirs.archived:
                self.say(again, "warn")
            return

        def keep(chosen: Mapping[str, Any]) -> None:
            asking.close_asked.emit()
            values = {**merged, **chosen}
            self.form.show_values(self.to_form(values))
            self._write(theirs, values)

        asking = ConflictScreen(differences, self.names, self.show_value, self._jobs, keep)
        self._doors.open(asking)

    @abstractmethod
    def to_form(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Stored values as the form's widgets take them."""

    def show_value(self, field: str, value: Any) -> str:
        """A stored value in words, for choosing between two."""
        return value_in_words(field, value)

    def _failed(self, error: Exception) -> None:
        self._busy = ""
        self.changed.emit()
        if isinstance(error, FieldsWrong):
            wrong = {key: wording.sentence(one.code, **one.details) for key, one in error.problems.items()}
            self.form.show_errors(self.errors_to_form(wrong))
        self.say(wording.explain(error)[0], "error")

    def errors_to_form(self, wrong: Mapping[str, str]) -> Mapping[str, str]:
        """Errors of stored fields at the widgets that show them."""
        return wrong

    def step_name(self, step: Step) -> str:
        """How Ctrl+Z calls a step."""
        return f"「{step.name}」の{DONE[step.what]}"


KINDS: Mapping[CustomerKind, str] = {CustomerKind.INDIVIDUAL: "個人", CustomerKind.COMPANY: "法人"}


def value_in_words(_field: str, value: Any) -> str:
    """A stored value as a clerk reads it in a list."""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, date):
        return show.day(value)
    if isinstance(value, ContactState | CustomerKind):
        return show.CONTACTS[value] if isinstance(value, ContactState) else KINDS[value]
    return "" if value is None else show.one_line(str(value))
