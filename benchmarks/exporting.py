"""A list of 100,000 rows as xlsx and CSV: seconds and peak memory of a process of its own, beside the bare libraries.

The rows are made as they are asked for, so that what is measured is the writing. The peers write the same cells:
XlsxWriter in its constant-memory mode by `write_row`, and `csv.writer`.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure

ROWS, FEW = 100_000, 1_000
MOST_GROWN_MB = 30.0
TIMES_XLSX, TIMES_CSV = 1.5, 3.0

ROWS_SOURCE = """
import json, sys, time
from datetime import UTC, date, datetime
from decimal import Decimal
path, count = sys.argv[1], int(sys.argv[2])
at, day, price = datetime(2026, 11, 23, 1, 30, tzinfo=UTC), date(2027, 3, 31), Decimal(8)
def row(n):
    text = "山川自動車です。お車の車検満了日が近づきました。お電話でご予約ください。"
    return (at, f"山田 {n}", f"090-1234-{n % 10000:04}", "到達", text, 38, price, day)
"""
DONE = """
import resource
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
OURS = """
from pathlib import Path
from dreampower_sms.services.exporting.service import export
from dreampower_sms.services.exporting.table import Column, FileKind, Kind, Table, by_ids
kinds = (Kind.MOMENT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.NUMBER, Kind.YEN, Kind.DATE)
columns = tuple(Column(f"列{i}", kind, lambda each, i=i: each[i]) for i, kind in enumerate(kinds))
table = Table("一覧", columns, count, lambda: by_ids(range(count), lambda ids: [row(n) for n in ids]))
began = time.perf_counter()
export(table, Path(path), FileKind.XLSX if path.endswith("xlsx") else FileKind.CSV_UTF8)
seconds = time.perf_counter() - began
"""
BARE_XLSX = """
from xlsxwriter import Workbook
began = time.perf_counter()
book = Workbook(path, {"constant_memory": True, "default_date_format": "yyyy/mm/dd", "remove_timezone": True})
sheet = book.add_worksheet()
for n in range(count):
    sheet.write_row(n, 0, row(n))
book.close()
seconds = time.perf_counter() - began
"""
BARE_CSV = """
import csv
began = time.perf_counter()
with open(path, "w", encoding="utf-8-sig", newline="") as file:
    csv.writer(file).writerows(row(n) for n in range(count))
seconds = time.perf_counter() - began
"""


def run() -> Iterator[Figure]:
    """Each candidate once, in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, bare, bar in (("xlsx", BARE_XLSX, TIMES_XLSX), ("csv", BARE_CSV, TIMES_CSV)):
            path = Path(folder) / f"x.{kind}"
            floor, floor_mb = _measure(bare, path, ROWS)
            seconds, peak = _measure(OURS, path, ROWS)
            _, before = _measure(OURS, path, FEW)
            against = f"the bare library: {floor:.2f} s, peak {floor_mb:.0f} MB"
            yield Figure(f"export_{kind}_100000_rows", seconds, "s", floor * bar, against)
            yield Figure(f"export_{kind}_times_bare", seconds / floor, "times", bar, against)
            grown = f"{FEW:,} rows: peak {before:.0f} MB"
            yield Figure(f"export_{kind}_memory_grown", peak - before, "MB", MOST_GROWN_MB, grown)


def _measure(source: str, path: Path, rows: int) -> tuple[float, float]:
    """Seconds of the writing and peak memory of the process, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", ROWS_SOURCE + source + DONE, str(path), str(rows)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak
