"""100,000 customers with their vehicles from a cp932 file into an empty SQLite database, in a process of its own.

The floor is the least that any import must do: the same rows, as the import stored them, by one `executemany` a table
through the bare driver, into a database with the same indices.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from dreampower_sms.db.upgrade import upgrade

ROWS = 100_000
BAR_S, BAR_MB, TIMES_RAW = 60.0, 300.0, 20.0
_TABLES = ("customers", "vehicles", "import_links")

_HEADERS = (
    "顧客コード,氏名,フリガナ,郵便番号,住所,電話番号,携帯番号,生年月日,担当者,SMS,登録番号,車名,型式,車台番号,"
    "初度登録,車検満了日,走行距離,備考"
)
_CHILD = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from benchmarks.importing import peak_mb
from dreampower_sms.db.engine import Database
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.report import Choices
from dreampower_sms.services.importing.service import Imports

database = Database(sys.argv[1])
service = Imports(database, lambda: datetime.now(UTC), "bench")
began = time.perf_counter()
source = open_source(Path(sys.argv[2]))
report = service.run(source, Choices(service.propose(source).columns))
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "cpu": time.process_time(), "mb": peak_mb(), "new": report.counts.customers_new}))
"""


def peak_mb() -> float:
    """The most memory that this process has had, in MB; 0 where the system doesn't say."""
    return _status_mb("VmHWM")


def resident_mb() -> float:
    """The memory that this process holds now, in MB; 0 where the system doesn't say."""
    return _status_mb("VmRSS")


def _status_mb(name: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def write_file(path: Path, rows: int = ROWS) -> None:
    """A file in which every row is another customer with another vehicle."""
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(_HEADERS + "\r\n")
        for n in range(rows):
            day = f"{n % 12 + 1}.{n % 28 + 1}"
            plate = f"千葉 {300 + n // 9000} さ {n % 9000 + 1000}"
            file.write(
                f"K{n:06},長洲 太郎{n % 977},ナガス タロウ,260-0854,千葉県千葉市中央区長洲{n % 9}-{n},"
                f"043-{100 + n // 10000:03}-{n % 10000:04},070-98{n // 10000:02}-{n % 10000:04},S55.{day},佐藤,○,"
                f'{plate},プリウス,DAA-ZVW30,ZVW30-{n:07},H25.{n % 12 + 1},R8.{day},"{n % 90 + 1},000",メモ{n}\r\n'
            )


def run() -> Iterator[Figure]:
    """Seconds, as a multiple of the raw inserts, and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        path, url, raw = (
            Path(folder, "customers.csv"),
            str(Path(folder, "shop.sqlite3")),
            str(Path(folder, "raw.sqlite3")),
        )
        write_file(path)
        upgrade(url)
        upgrade(raw)
        call = [sys.executable, "-c", _CHILD, url, str(path)]
        said = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
        if said["new"] != ROWS:
            message = f"only {said['new']} customers came in"
            raise RuntimeError(message)
        floor = _raw(url, raw)
    rate = ROWS / said["seconds"]
    against = f"{rate:,.0f} rows/s, {said['cpu']:.1f} s of CPU; raw executemany of the same rows: {floor:.1f} s"
    yield Figure("importing_seconds", said["seconds"], "s", BAR_S, against)
    yield Figure("importing_times_raw", said["seconds"] / floor, "times", TIMES_RAW, against)
    yield Figure("importing_peak_mb", said["mb"], "MB", BAR_MB, "the whole process, Python and libraries included")


def _raw(source: str, target: str) -> float:
    """Seconds to insert what the import stored, in one transaction."""
    read, write = sqlite3.connect(source), sqlite3.connect(target)
    try:
        write.execute("PRAGMA foreign_keys=OFF")
        stored = {table: read.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
        began = time.perf_counter()
        for table, rows in stored.items():
            marks = ",".join("?" * len(rows[0]))
            write.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        write.commit()
        return time.perf_counter() - began
    finally:
        read.close()
        write.close()
