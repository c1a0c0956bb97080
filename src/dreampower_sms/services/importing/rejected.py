"""The refused rows of a run as a file: mend them where they stand, and feed the file again.

It has the file's own columns, with the reason and the number of the row before them, in the file's own encoding and
with its own delimiter. Rows of a workbook become a CSV file that Excel opens with its characters right.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dreampower_sms.db import imports
from dreampower_sms.db.engine import Database
from dreampower_sms.services.exporting.target import check, replacing
from dreampower_sms.services.importing.fields import REJECTED_HEADERS
from dreampower_sms.services.importing.flaws import Problem

_AT_A_TIME = 1000
_OF_A_WORKBOOK = {"encoding": "utf-8-sig", "delimiter": ","}


def write_rejected(database: Database, run_id: int, path: Path, explain: Callable[[Problem], str]) -> int:
    """Write the refused rows of a run; how many they are. See `Imports.write_rejected`."""
    with database.read() as session:
        about = imports.refused_file(session, run_id)
        rows = imports.refused_after(session, run_id, 0, _AT_A_TIME)
    if not rows:
        return 0
    style = {key: about.options.get(key) or usual for key, usual in _OF_A_WORKBOOK.items()}
    given = [place for place, header in enumerate(about.headers) if header not in REJECTED_HEADERS]
    headers = [about.headers[place] for place in given]
    count, width = 0, len(about.headers)
    check(path)
    with replacing(path) as file:
        # A reason may name a character that the file's encoding lacks; the cells themselves came in it.
        text = io.TextIOWrapper(file, style["encoding"], errors="replace", newline="")
        writer = csv.writer(text, delimiter=style["delimiter"], lineterminator="\r\n")
        writer.writerow([*REJECTED_HEADERS, *headers])
        while rows:
            for row in rows:
                cells = row.cells
                kept = [cells[place] for place in given] + cells[width:] if len(cells) >= width else cells
                writer.writerow([_reasons(row.row_no, row.problems, explain), row.row_no, *kept])
                count += 1
            with database.read() as session:
                rows = imports.refused_after(session, run_id, rows[-1].row_no, _AT_A_TIME)
        text.flush()
        text.detach()
    return count


def _reasons(row: int, problems: list[dict[str, Any]], explain: Callable[[Problem], str]) -> str:
    found = (
        Problem(row, str(each["column"]), str(each["value"]), str(each["code"]), bool(each["error"]), each["details"])
        for each in problems
    )
    return " / ".join(
        f"{problem.column}: {explain(problem)}" if problem.column else explain(problem)
        for problem in found
        if problem.error
    )
