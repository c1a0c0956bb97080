"""A document as a PDF file: asked where, written beside the window, told where it is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from dreampower_sms.services.exporting.errors import ExportError
from dreampower_sms.services.exporting.target import replacing
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.printing.document import Document, pdf
from dreampower_sms.ui.wording import explain

FOLDER = "pdf/folder"
"""Where the last one went, in the settings of this PC."""
_NOT_IN_NAMES = str.maketrans('\\/:*?"<>|', "￥／：＊？”＜＞｜")


def save_pdf(screen: Screen, jobs: Jobs, settings: QSettings, document: Document) -> None:
    """Ask for the place, and before anything is overwritten; then write."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(str(settings.value(FOLDER, "", type=str)) or documents)
    name = document.title.translate(_NOT_IN_NAMES)
    dialog = QFileDialog(screen, "PDF の保存先", str(folder / f"{name}.pdf"), "PDF (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(partial(write_pdf, screen, jobs, settings, document))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def write_pdf(screen: Screen, jobs: Jobs, settings: QSettings, document: Document, path: str) -> None:
    """Write it there, off the window's thread; an older file of this name is replaced as a whole or not at all."""
    target = Path(path)
    made = pdf(document) if document.in_window else None

    def work(_job: Job) -> Path:
        content = pdf(document) if made is None else made
        with replacing(target) as file:
            file.write(content)
        return target

    jobs.write(screen, work, partial(_written, screen, settings), failed=partial(_failed, screen, jobs))


def _written(screen: Screen, settings: QSettings, path: Path) -> None:
    settings.setValue(FOLDER, str(path.parent))
    screen.say(f"「{path.name}」を保存しました。場所：{path.parent}")


def _failed(screen: Screen, jobs: Jobs, error: Exception) -> None:
    if isinstance(error, ExportError):
        screen.say(explain(error)[0], "error")
    else:
        jobs.failed.emit(error)
