"""Goes through a file in batches: asks the planner, and writes what it says in one transaction a batch.

`last_row` is committed with the rows. A run that was broken off reads the file from the top again, plans what is done
without writing it (so that the planner knows what the file has said), and goes on behind it.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, imports, leases
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.imports import RunState
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.services.importing import mapping
from dreampower_sms.services.importing.errors import ImportUnderWay
from dreampower_sms.services.importing.planning import Planner, Step, named, plan_all
from dreampower_sms.services.importing.reading import Source
from dreampower_sms.services.importing.report import (
    Choices,
    Counts,
    DryRun,
    Findings,
    Halt,
    Progress,
    RunReport,
    Watch,
)
from dreampower_sms.services.importing.rows import Row, RowReader
from dreampower_sms.services.importing.shop import look_up
from dreampower_sms.services.importing.writing import write

BATCH = 1000
"""Rows a transaction: a sender that wants to write waits no longer than for these."""
LEASE = timedelta(seconds=60)
"""Many times what a batch takes. After a crash, other PCs wait for its end."""


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows by the thousand."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def options(source: Source, choices: Choices) -> dict[str, Any]:
    """What makes two starts the same import, as JSON."""
    return {
        "columns": list(choices.columns.keys),
        "existing": choices.existing.value,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
    }


def tally(steps: Sequence[Step]) -> Counts:
    """What a batch comes to."""
    found = dict.fromkeys(asdict(Counts()), 0)
    for step in steps:
        found["refused" if step.refused else "warned" if step.problems else "accepted"] += 1
        for kind, part in (("customers", step.customer), ("vehicles", step.vehicle)):
            if part is not None and step.is_first(part):
                found[f"{kind}_{'new' if part.found is None else 'changed' if part.taken else 'unchanged'}"] += 1
    return Counts(**found)


def try_out(database: Database, source: Source, choices: Choices, now: datetime, progress: Watch, stop: Halt) -> DryRun:
    """Plan the whole file and write nothing."""
    planner = Planner(source.headers, choices.columns, choices.existing)
    reader = RowReader(source.headers, choices.columns, in_japan(now).date())
    findings, counts, complete, total = Findings(), Counts(), True, source.count()
    with database.read() as session:
        last = imports.last_customer(session)
    for rows in batches(map(reader.read, source.records())):
        if stop():
            complete = False
            break
        with database.read() as session:
            steps = _plan(session, planner, rows, last)
        counts += tally(steps)
        _note(findings, steps)
        progress(Progress(counts.rows, total))
    return DryRun(counts, tuple(findings.errors), tuple(findings.warnings), findings.by_code, complete)


class Run:
    """One start of an import."""

    def __init__(
        self,
        database: Database,
        source: Source,
        choices: Choices,
        clock: Callable[[], datetime],
        by: By,
        defaults: Mapping[str, bool],
    ) -> None:
        """Nothing is read or written yet. `defaults`: the check boxes of new customers."""
        self._database, self._source, self._choices, self._clock, self._by = database, source, choices, clock, by
        self._defaults = defaults
        self._planner = Planner(source.headers, choices.columns, choices.existing)
        self._findings = Findings()
        self._token = uuid.uuid4().hex
        self._lease = f"import:{source.fingerprint[:32]}"
        self._id, self._last, self._counts = 0, 0, Counts()
        self._before = 0
        """The last customer who was there when this start began."""

    def go(self, progress: Watch, stop: Halt) -> RunReport:
        """Import until the end, or until somebody stops it. Raises as `Imports.run` says."""
        total = self._source.count()
        self._begin()
        began_behind, complete = self._last, False
        try:
            complete = self._rows(progress, stop, total)
            with self._database.write() as session:
                self._end(session, RunState.DONE if complete else RunState.CANCELLED)
        finally:
            with self._database.write() as session:
                leases.drop(session, self._lease, self._token, self._clock())
        found = self._findings
        return RunReport(
            self._id, self._counts, tuple(found.errors), tuple(found.warnings), found.by_code, complete, began_behind
        )

    def _begin(self) -> None:
        """Take the lease, and find out where an earlier start came to."""
        source = self._source
        chosen = options(source, self._choices)
        with self._database.write() as session:
            self._hold(session)
            self._before = imports.last_customer(session)
            earlier = imports.open_run(session, source.fingerprint, chosen)
            if earlier:
                self._id, self._last, self._counts = earlier.id, earlier.last_row, Counts(**earlier.counts)
            else:
                name = source.path.name
                self._id = imports.begin_run(session, self._by, name, source.fingerprint, chosen, source.headers)
            kept = mapping.to_store(self._choices.columns, source.headers)
            imports.remember(session, mapping.signature(source.headers), kept)

    def _rows(self, progress: Watch, stop: Halt, total: int) -> bool:
        """Import the rows; False when somebody stopped it."""
        reader = RowReader(self._source.headers, self._choices.columns, in_japan(self._by.at).date())
        rows = map(reader.read, self._source.records())
        first = self._again(rows)
        for batch in batches(first):
            if stop():
                return False
            with self._database.write() as session:
                self._hold(session)
                self._batch(session, batch)
            progress(Progress(self._counts.rows, total))
        return True

    def _again(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Plan the rows that an earlier start has committed; gives those behind them."""
        if not self._last:
            return rows
        with self._database.read() as session:
            refused = imports.refused_rows(session, self._id)
        behind: list[Row] = []
        while not behind and (batch := list(islice(rows, BATCH))):
            done = [row for row in batch if row.number <= self._last and row.number not in refused]
            behind = [row for row in batch if row.number > self._last]
            with self._database.read() as session:
                _plan(session, self._planner, done, self._before)
        return _chained(behind, rows)

    def _batch(self, session: Session, rows: Sequence[Row]) -> None:
        steps = _plan(session, self._planner, rows, self._before)
        write(session, steps, self._planner, self._id, self._defaults, self._clock())
        self._last, self._counts = rows[-1].number, self._counts + tally(steps)
        imports.advance(session, self._id, self._last, asdict(self._counts))
        _note(self._findings, steps)

    def _hold(self, session: Session) -> None:
        now = self._clock()
        if not leases.take(session, self._lease, self._token, now, now + LEASE):
            raise ImportUnderWay

    def _end(self, session: Session, state: RunState) -> None:
        now = self._clock()
        imports.end_run(session, self._id, state, now)
        by = By(self._by.clerk, self._by.pc, now)
        counts = {key: value for key, value in asdict(self._counts).items() if value}
        audit.note(session, by, f"import_{state}", "import_run", self._id, file=self._source.path.name, counts=counts)


def _plan(session: Session, planner: Planner, rows: Sequence[Row], last: int) -> list[Step]:
    names = named(rows)
    return plan_all(planner, rows, names, look_up(session, rows, names, last))


def _note(findings: Findings, steps: Sequence[Step]) -> None:
    for step in steps:
        for problem in step.problems:
            findings.add(problem)


def _chained(first: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest
