"""`dreampower-sms import FILE`: the same import as the wizard's, for a console or a scheduled task.

Exit codes: 0 every row came in, 1 some were refused, 2 it could not be done or was stopped.
"""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from dreampower_sms.console import FAILED, now, on_database
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.imports import OnExisting
from dreampower_sms.services.importing import mapping
from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.reading import Source
from dreampower_sms.services.importing.report import Choices, DryRun, Progress, RunReport
from dreampower_sms.services.importing.service import Imports
from dreampower_sms.services.settings import Settings
from dreampower_sms.ui.wording import import_lines

WELL, SOME_REFUSED = 0, 1
_NAMED = 50
"""Findings that are listed; the rejected-rows file has all."""
_DELIMITERS = {"": "", "comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}


def run_import(options: argparse.Namespace) -> int:
    """Import a file as the command line says; the exit code."""
    return on_database(options, lambda database, _places: _Command(database, options).go())


class _Command:
    """One call of the command."""

    def __init__(self, database: Database, options: argparse.Namespace) -> None:
        settings = Settings(database, now)
        self._imports = Imports(database, now, socket.gethostname(), lambda: asdict(settings.customer_defaults()))
        self._options = options
        self._stopped = False

    def go(self) -> int:
        options = self._options
        delimiter = _DELIMITERS[options.delimiter]
        source = open_source(options.file, encoding=options.encoding, delimiter=delimiter, sheet=options.sheet)
        choices = self._choices(source)
        before = signal.signal(signal.SIGINT, self._stop)
        try:
            if options.dry_run:
                report = self._imports.dry_run(source, choices, progress=_show, stop=self._is_stopped)
            else:
                report = self._imports.run(source, choices, clerk=options.clerk, progress=_show, stop=self._is_stopped)
        finally:
            signal.signal(signal.SIGINT, before)
        _report(report)
        if isinstance(report, RunReport) and options.rejected:
            count = self._imports.write_rejected(report.run_id, options.rejected, import_lines.explain)
            _say(sys.stdout, [import_lines.rejected_line(count, options.rejected.name)])
        if not report.complete:
            _say(sys.stderr, [import_lines.STOPPED_DRY if options.dry_run else import_lines.STOPPED])
            return FAILED
        return SOME_REFUSED if report.counts.refused else WELL

    def _choices(self, source: Source) -> Choices:
        pairs = [(column, field) for column, _, field in (each.rpartition("=") for each in self._options.map)]
        columns = mapping.corrected(self._imports.propose(source).columns, source.headers, pairs)
        return Choices(columns, OnExisting(self._options.existing))

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopped = True

    def _is_stopped(self) -> bool:
        return self._stopped


def _report(report: DryRun | RunReport) -> None:
    lines = list(import_lines.count_lines(report.counts, dry=isinstance(report, DryRun)))
    if isinstance(report, RunReport) and report.resumed_at:
        lines.insert(0, import_lines.RESUMED)
    for problems in (report.errors, report.warnings):
        lines += import_lines.problem_lines(problems[:_NAMED], _all(problems, report))
    _say(sys.stdout, lines)


def _all(problems: Sequence[Problem], report: DryRun | RunReport) -> int:
    """How many findings of this sort there are; a code is either always an error or never."""
    codes = {problem.code for problem in problems}
    return sum(report.by_code[code] for code in codes)


def _show(progress: Progress) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(import_lines.progress_line(progress) + end)
    sys.stderr.flush()


def _say(stream: TextIO, lines: Sequence[str]) -> None:
    stream.writelines(f"{line}\n" for line in lines)
    stream.flush()
