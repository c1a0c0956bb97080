"""The messy file of a garage: every row becomes what its maker says, on both databases, through every accident."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ConsentRow, CustomerRow, VehicleRow
from dreampower_sms.db.tables_imports import ImportLinkRow, ImportRunRow
from dreampower_sms.domain.imports import OnExisting, RunState
from dreampower_sms.services.importing.errors import ImportUnderWay
from dreampower_sms.services.importing.fields import REJECTED_HEADERS
from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.report import Choices, Counts, Progress
from dreampower_sms.services.importing.service import Imports
from scripts.make_messy_csv import HEADERS, Messy, make

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ROWS = 3000


@pytest.fixture(scope="module")
def messy() -> Messy:
    return make(ROWS)


@pytest.fixture
def file(messy: Messy, tmp_path: Path) -> Path:
    path = tmp_path / "顧客.csv"
    path.write_bytes(messy.content)
    return path


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def imports(database: Database, now: datetime = NOW) -> Imports:
    return Imports(database, lambda: now, "受付1", lambda: {"flag_sms": True, "flag_dm": True})


def choices(database: Database, path: Path, existing: OnExisting = OnExisting.FILL) -> Choices:
    return Choices(imports(database).propose(open_source(path)).columns, existing)


def code(problem: Problem) -> str:
    return problem.code


def contents(database: Database) -> list[tuple[object, ...]]:
    """All customers and vehicles, but for ids and stamps of time."""
    columns = [c for c in CustomerRow.__table__.c if c.name not in ("id", "staff_id", "created_at", "updated_at")]
    cars = [VehicleRow.plate_area, VehicleRow.plate_number, VehicleRow.chassis_number, VehicleRow.inspection_expiry]
    with database.read() as session:
        people = session.execute(select(*columns).order_by(CustomerRow.address, CustomerRow.name)).all()
        owned = select(CustomerRow.name, CustomerRow.address, *cars, VehicleRow.version).join_from(
            VehicleRow, CustomerRow, VehicleRow.customer_id == CustomerRow.id
        )
        return [*map(tuple, people), *map(tuple, session.execute(owned.order_by(VehicleRow.chassis_number)))]


def expected(messy: Messy) -> Counts:
    return Counts(
        messy.accepted, messy.warned, messy.refused, customers_new=messy.customers, vehicles_new=messy.vehicles
    )


def same_again(counts: Counts) -> Counts:
    return Counts(
        counts.accepted, counts.warned, counts.refused,
        customers_unchanged=counts.customers_new, vehicles_unchanged=counts.vehicles_new,
    )  # fmt: skip


def test_all_that_the_maker_says_comes_true(database: Database, messy: Messy, file: Path) -> None:
    service, chosen = imports(database), choices(database, file)
    source = open_source(file)
    assert source.encoding == "cp932"
    tried = service.dry_run(source, chosen)
    assert tried.counts == expected(messy)
    assert tried.by_code == messy.codes
    assert contents(database) == []

    seen: list[Progress] = []
    report = service.run(source, chosen, clerk="佐藤", progress=seen.append)
    assert (report.counts, report.by_code, report.complete) == (tried.counts, messy.codes, True)
    assert seen == [Progress(rows, ROWS) for rows in range(1000, ROWS + 1, 1000)]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ConsentRow)) == 0
        run = session.scalars(select(ImportRunRow)).one()
        assert (run.state, run.clerk, Counts(**run.counts)) == (RunState.DONE, "佐藤", report.counts)
    assert {problem.row for problem in report.errors} <= messy.mended.keys()

    before = contents(database)
    again = service.run(open_source(file), chosen)
    assert again.counts == same_again(report.counts)
    assert contents(database) == before

    rejected = file.with_name("拒否.csv")
    assert service.write_rejected(report.run_id, rejected, code) == messy.refused
    _mend(rejected, messy)
    mended = open_source(rejected)
    assert mended.encoding == "cp932"
    proposal = service.propose(mended)
    assert proposal.remembered
    after = service.run(mended, Choices(proposal.columns))
    assert (after.counts.refused, after.counts.customers_new) == (0, messy.refused)
    assert service.run(mended, Choices(proposal.columns)).counts == same_again(after.counts)


def _mend(path: Path, messy: Messy) -> None:
    """What a person would do in a spreadsheet: put the right cells behind the two columns on top."""
    with path.open(encoding="cp932", newline="") as opened:
        head, *rows = csv.reader(opened)
    assert tuple(head) == (*REJECTED_HEADERS, *HEADERS)
    assert {int(row[1]) for row in rows} == messy.mended.keys()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([*row[:2], *messy.mended[int(row[1])]] for row in rows)
    path.write_bytes(text.getvalue().encode("cp932"))


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_any_file_of_the_maker(migrated_sqlite: Path, tmp_path: Path, seed: int) -> None:
    made, path, database = make(1200, seed), tmp_path / "a.csv", Database(str(migrated_sqlite))
    path.write_bytes(made.content)
    tried = imports(database).dry_run(open_source(path), choices(database, path))
    database.close()
    assert (tried.counts, tried.by_code) == (expected(made), made.codes)


def test_a_cancelled_run_goes_on_behind_its_last_row(database: Database, messy: Messy, file: Path) -> None:
    service, chosen = imports(database), choices(database, file)
    seen: list[Progress] = []
    half = service.run(open_source(file), chosen, progress=seen.append, stop=lambda: len(seen) == 2)
    assert (half.complete, half.counts.rows) == (False, 2000)
    assert service.unfinished(open_source(file), chosen) == 2001
    rest = service.run(open_source(file), chosen)
    assert (rest.complete, rest.resumed_at, rest.run_id) == (True, 2001, half.run_id)
    assert rest.counts == expected(messy)
    assert service.write_rejected(rest.run_id, file.with_name("r.csv"), code) == messy.refused
    assert service.unfinished(open_source(file), chosen) == 0


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sqlalchemy import event
from dreampower_sms.db.engine import Database
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.report import Choices
from dreampower_sms.services.importing.service import Imports

url, path, now = sys.argv[1:]
database = Database(url)
times = 0

@event.listens_for(database.engine, "after_cursor_execute")
def kill(connection, cursor, statement, parameters, context, many):
    global times
    times += statement.startswith("INSERT INTO vehicles")
    if times == 3:
        os.kill(os.getpid(), signal.SIGKILL)

service = Imports(database, lambda: datetime.fromisoformat(now), "受付2", lambda: {"flag_sms": True, "flag_dm": True})
source = open_source(Path(path))
service.run(source, Choices(service.propose(source).columns))
"""


def test_a_killed_run_is_completed_without_a_duplicate(database: Database, messy: Messy, file: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    call = [sys.executable, "-c", KILLED, url, str(file), NOW.isoformat()]
    ended = subprocess.run(call, check=False, env={**os.environ, "PYTHONUTF8": "1"})
    assert ended.returncode == -signal.SIGKILL
    chosen = choices(database, file)
    with pytest.raises(ImportUnderWay):  # nobody can know yet that the other one is dead
        imports(database).run(open_source(file), chosen)
    later = imports(database, NOW + timedelta(minutes=2))
    report = later.run(open_source(file), chosen)
    assert (report.resumed_at, report.counts) == (2001, expected(messy))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CustomerRow)) == messy.customers
        assert session.scalar(select(func.count()).select_from(VehicleRow)) == messy.vehicles
        assert session.scalar(select(func.count()).select_from(ImportLinkRow)) == messy.customers + messy.vehicles
    assert later.run(open_source(file), chosen).counts == same_again(report.counts)


def test_two_pcs_cannot_import_one_file_at_a_time(database: Database, messy: Messy, file: Path) -> None:
    chosen, refused = choices(database, file), 0

    def other(progress: Progress) -> None:
        nonlocal refused
        with pytest.raises(ImportUnderWay):
            imports(database).run(open_source(file), chosen)
        refused += 1

    report = imports(database).run(open_source(file), chosen, progress=other)
    assert (refused, asdict(report.counts)) == (ROWS // 1000, asdict(expected(messy)))
