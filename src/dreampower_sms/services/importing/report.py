"""What an import is told, and what it tells: plain values for the wizard and for the command line."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from dreampower_sms.domain.imports import OnExisting
from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.mapping import Columns
from dreampower_sms.services.importing.rows import Row

MOST_PROBLEMS = 1000
"""Findings of each sort that a report names one by one; of the others only the number. All refused rows are in the
database."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field for each column, to be looked at by a person."""

    columns: Columns
    remembered: bool
    """Whether it is the choice of an earlier import of such a file, and not only what the headers say."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows, as they stand in the file and as they are read."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    """`Row.cells` as in the file, `Row.problems` with what is wrong."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides before the run."""

    columns: Columns
    existing: OnExisting = OnExisting.FILL


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    rows: int
    """Rows that are done; of a run: committed."""
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows. Every row is exactly one of accepted, warned and refused."""

    accepted: int = 0
    """Came in, and nothing was to be said."""
    warned: int = 0
    """Came in, with something that somebody may want to know."""
    refused: int = 0
    """Nothing of them came in."""
    customers_new: int = 0
    customers_changed: int = 0
    customers_unchanged: int = 0
    """Known already, with nothing that is new: all of them when a file comes a second time."""
    vehicles_new: int = 0
    vehicles_changed: int = 0
    vehicles_unchanged: int = 0

    @property
    def rows(self) -> int:
        """Rows that were looked at."""
        return self.accepted + self.warned + self.refused

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen. Nothing was written."""

    counts: Counts
    errors: tuple[Problem, ...]
    """At most `MOST_PROBLEMS`, in the order of the file."""
    warnings: tuple[Problem, ...]
    """At most `MOST_PROBLEMS`, in the order of the file."""
    by_code: Mapping[str, int]
    """How often each code was found, all of them."""
    complete: bool
    """False when somebody stopped it: then it speaks of the first rows only."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What happened. After a cancel the same call goes on with the row behind the last one."""

    run_id: int
    counts: Counts
    """Of the whole file, those of an earlier start that was broken off included."""
    errors: tuple[Problem, ...]
    """Of this start, at most `MOST_PROBLEMS`; all refused rows go into the rejected-rows file."""
    warnings: tuple[Problem, ...]
    by_code: Mapping[str, int]
    complete: bool
    """False when somebody stopped it."""
    resumed_at: int = 0
    """The last row of the file that an earlier start had done; 0 when this one began at the top."""


Watch = Callable[[Progress], None]
"""Told after each batch, in the thread of the import."""
Halt = Callable[[], bool]
"""Asked before each batch; True ends the import after what is committed."""


def unseen(_progress: Progress) -> None:
    """Nobody looks."""


def never() -> bool:
    """Nobody stops it."""
    return False


@dataclass(slots=True)
class Findings:
    """Gathers what is wrong, in bounded memory."""

    errors: list[Problem] = field(default_factory=list[Problem])
    warnings: list[Problem] = field(default_factory=list[Problem])
    by_code: Counter[str] = field(default_factory=Counter[str])

    def add(self, problem: Problem) -> None:
        """Count it, and keep it while there is room."""
        self.by_code[problem.code] += 1
        kept = self.errors if problem.error else self.warnings
        if len(kept) < MOST_PROBLEMS:
            kept.append(problem)
