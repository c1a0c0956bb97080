"""Imports of customers and vehicles: what the wizard and the command line call."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from dreampower_sms.db import imports
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.services.importing import mapping
from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.reading import Source
from dreampower_sms.services.importing.rejected import write_rejected
from dreampower_sms.services.importing.report import (
    Choices,
    DryRun,
    Halt,
    Preview,
    Proposal,
    RunReport,
    Watch,
    never,
    unseen,
)
from dreampower_sms.services.importing.rows import RowReader
from dreampower_sms.services.importing.run import Run, options, try_out

_SHOWN = 20


def _all_off() -> Mapping[str, bool]:
    return {}


class Imports:
    """Reads files into the shop. Thread-safe: every call stands alone. Nothing here grants consent or lifts a stop."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        pc: str,
        defaults: Callable[[], Mapping[str, bool]] = _all_off,
    ) -> None:
        """`defaults`: the check boxes of a new customer by column (初期設定)."""
        self._database, self._clock, self._pc, self._defaults = database, clock, pc, defaults

    def propose(self, source: Source) -> Proposal:
        """Which column is which field: as last time for such headers, else by their names. Raises `ImportFileError`."""
        headers = source.headers
        with self._database.read() as session:
            kept = imports.remembered(session, mapping.signature(headers))
        known = mapping.stored(kept, headers)
        return Proposal(known or mapping.propose(headers), remembered=known is not None)

    def preview(self, source: Source, columns: mapping.Columns, count: int = _SHOWN) -> Preview:
        """The first rows as they would be read. Asks no database. Raises `ImportFileError`."""
        reader = RowReader(source.headers, columns, in_japan(self._clock()).date())
        return Preview(source.headers, tuple(map(reader.read, source.preview(count))))

    def dry_run(self, source: Source, choices: Choices, *, progress: Watch = unseen, stop: Halt = never) -> DryRun:
        """What `run` would do, finding by finding. Nothing is written.

        Raises:
            ImportFileError: the file can't be read, or the columns make no customers (`MappingWrong`).
            DatabaseError: the shop's data can't be read.
        """
        choices.columns.check()
        return try_out(self._database, source, choices, self._clock(), progress, stop)

    def run(
        self, source: Source, choices: Choices, *, clerk: str = "", progress: Watch = unseen, stop: Halt = never
    ) -> RunReport:
        """Import the file, 1,000 rows a transaction.

        A run of the same file with the same choices that was stopped or crashed is gone on with; a file that was done
        comes in again, and what it says already holds. Call it again after a cancel to go on.

        Raises:
            ImportFileError: the file can't be read, or the columns make no customers (`MappingWrong`).
            ImportUnderWay: another PC is importing this file.
            DatabaseError: what was committed before stays; the next call goes on behind it.
        """
        choices.columns.check()
        run = Run(self._database, source, choices, self._clock, By(clerk, self._pc, self._clock()), self._defaults())
        return run.go(progress, stop)

    def unfinished(self, source: Source, choices: Choices) -> int:
        """The last row that an earlier, broken-off run of this file committed; 0 when `run` would begin at the top."""
        with self._database.read() as session:
            found = imports.open_run(session, source.fingerprint, options(source, choices))
        return found.last_row if found else 0

    def write_rejected(self, run_id: int, path: Path, explain: Callable[[Problem], str]) -> int:
        """Write the refused rows of a run to a file that can be mended and fed again; the number of rows.

        The columns are those of the file, with the reason and the number of the row before them, in the file's own
        encoding. `explain` gives the sentence of a problem. Without refused rows no file is made.

        Raises:
            ExportError: the file can't be written.
        """
        return write_rejected(self._database, run_id, path, explain)
