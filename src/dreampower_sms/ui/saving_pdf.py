"""A document as a PDF file: asked where, written beside the window, told where it is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.printing.document import Document, pdf

FOLDER = "pdf/folder"
"""Where the last one went, in the settings of this PC."""
NOT_WRITTEN = "PDF を保存できません。別の場所を選ぶか、同じ名前のファイルを閉じてください。"
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
    """Write it there, off the window's thread."""
    target = Path(path)
    made = pdf(document) if document.in_window else None

    def work(_job: Job) -> Path:
        target.write_bytes(pdf(document) if made is None else made)
        return target

    jobs.write(screen, work, partial(_written, screen, settings), failed=partial(_failed, screen, jobs))


def _written(screen: Screen, settings: QSettings, path: Path) -> None:
    settings.setValue(FOLDER, str(path.parent))
    screen.say(f"「{path.name}」を保存しました。場所：{path.parent}")


def _failed(screen: Screen, jobs: Jobs, error: Exception) -> None:
    if isinstance(error, OSError):
        screen.say(NOT_WRITTEN, "error")
    else:
        jobs.failed.emit(error)
