"""定型メッセージ: the editor, and templates as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dreampower_sms.domain.counting import Measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.records import Record
from dreampower_sms.services.people import Step
from dreampower_sms.services.template_files import TemplateFiles
from dreampower_sms.services.template_samples import TemplateSamples
from dreampower_sms.services.templates import Templates, TemplateStep
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.record_screen import RecordDoors
from dreampower_sms.ui.screens.template_editor import NewTemplateScreen, Start, TemplateParts, TemplateScreen
from dreampower_sms.ui.screens.template_import import ImportParts, TemplateImportScreen
from dreampower_sms.ui.templates_tab import TemplatesDoors
from dreampower_sms.ui.wording import explain
from dreampower_sms.ui.wording.templates import DONE


@dataclass(frozen=True, slots=True)
class TemplateServices:
    """What the screens of this area use."""

    templates: Templates
    samples: TemplateSamples
    files: TemplateFiles


class TemplateDoors:
    """Opens the screens of templates. `customer` leads to the record of a customer."""

    def __init__(self, hall: Hall, services: TemplateServices, customer: Callable[[int], None]) -> None:
        self._hall, self._services, self._customer = hall, services, customer

    def edit(self, template_id: int) -> None:
        """テンプレート, a stored one."""
        self._open(TemplateScreen, Start(template_id))

    def new(self, text: str = "", purpose: Purpose = Purpose.ROUTINE) -> None:
        """テンプレート追加, with a text that was typed elsewhere."""
        self._open(NewTemplateScreen, Start(text=text, purpose=purpose))

    def copy(self, template_id: int) -> None:
        """テンプレート追加, from a stored one."""
        self._open(NewTemplateScreen, Start(template_id, is_copy=True))

    def done(self, step: TemplateStep) -> None:
        """Something was done: say so, and offer to take it back."""
        self.offer(step)
        self._hall.say(f"{_name(step)}を保存しました。Ctrl+Z で元に戻せます。", "info")

    def offer(self, step: TemplateStep) -> None:
        """Something was done, and whoever did it says so: offer to take it back."""
        self._hall.offer_undo(_name(step), partial(self._undo, step))
        self._hall.jobs.tell(Topic.TEMPLATES)

    def of_tab(self) -> TemplatesDoors:
        """What the tab 管理 leads to."""
        return TemplatesDoors(self.edit, self.new, self.copy, self.done, self._hall.clerk, self.take_in, self._measure)

    def _measure(self, body: str) -> Measure:
        return self._services.samples.show(body, None, "").measure

    def take_in(self) -> None:
        """テンプレートの取り込み."""
        hall = self._hall
        parts = ImportParts(self._services.files, hall.clerk, self._taken_in, name_of_copy)
        hall.open(TemplateImportScreen(parts, hall.jobs, hall.settings))

    def _open(self, kind: type[TemplateScreen], start: Start) -> None:
        hall, s = self._hall, self._services
        parts = TemplateParts(s.templates, s.samples, name_of_copy, self.copy)
        doors = RecordDoors(hall.open, self._saved, self._customer)
        hall.open(kind(parts, hall.jobs, doors, hall.clerk(), start))

    def _saved(self, _record: Record, step: Step | None) -> None:
        self._hall.close()
        if isinstance(step, TemplateStep):
            self.done(step)
        else:
            self._hall.say("変更はありませんでした。", "info")

    def _taken_in(self, step: TemplateStep) -> None:
        self._hall.close()
        self.done(step)

    def _undo(self, step: TemplateStep) -> None:
        jobs, clerk = self._hall.jobs, self._hall.clerk()
        jobs.write(
            jobs,
            lambda _job: self._services.templates.undo(step, clerk),
            partial(self._undone, step),
            failed=self._not_undone,
        )

    def _undone(self, step: TemplateStep, back: bool) -> None:  # noqa: FBT001  a job's result
        if back:
            self._hall.say(f"{_name(step)}を取り消し、元に戻しました。", "info")
        else:
            self._hall.say(f"{_name(step)}のあとに別の変更があるため、戻せません。一覧を確かめてください。", "warn")
        self._hall.jobs.tell(Topic.TEMPLATES)

    def _not_undone(self, error: Exception) -> None:
        self._hall.say(explain(error)[0], "error")
        self._hall.jobs.tell(Topic.TEMPLATES)


def name_of_copy(name: str, number: int) -> str:
    """The name of a copy: 案内 の写し, then 案内 の写し 2."""
    return f"{name} の写し{f' {number}' if number > 1 else ''}"


def _name(step: TemplateStep) -> str:
    if step.what == "imported":
        return f"テンプレート {len(step.changes):,} 件の取り込み"
    return f"テンプレート「{step.name}」の{DONE[step.what]}"
