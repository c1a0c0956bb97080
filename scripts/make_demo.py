"""Write the demo data: `python -m scripts.make_demo`, or `--check` to see whether the files are what this makes.

The files are committed so that nobody needs Faker to start the program. The same code makes the same bytes:
every choice falls on seeded dice (`scripts.demo.dice`), and nothing looks at the clock.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from scripts.demo.consents import make_consents, make_stops
from scripts.demo.history import History
from scripts.demo.people import People
from scripts.demo.records import ANCHOR, COMPANY, STAFF
from scripts.demo.vehicles import Vehicles

FOLDER = Path(__file__).parents[1] / "resources" / "demo"


def main(arguments: list[str] | None = None) -> int:
    """Write or check the files. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    checking = parser.parse_args(arguments).check
    stale = False
    for name, text in files().items():
        path = FOLDER / name
        same = path.exists() and path.read_bytes() == text.encode()
        if not same and not checking:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        print(f"{name}: {'as it was' if same else 'differs' if checking else 'written'}")
        stale = stale or not same
    return 1 if checking and stale else 0


def files() -> Mapping[str, str]:
    """The text of every file by its name."""
    people = People()
    customers = people.make()
    vehicles = Vehicles(people, customers).make()
    stops = make_stops(customers)
    consents = make_consents(customers)
    jobs, messages = History(customers, vehicles, consents, stops).make()
    shop = {"anchor": ANCHOR, "company": COMPANY, "staff": [asdict(one) for one in STAFF]}
    return {
        "shop.json": json.dumps(shop, ensure_ascii=False, indent=2, default=_plain) + "\n",
        "customers.jsonl": _lines(customers),
        "vehicles.jsonl": _lines(vehicles),
        "consents.jsonl": _lines(consents),
        "stops.jsonl": _lines(stops),
        "jobs.jsonl": _lines(jobs),
        "messages.jsonl": _lines(messages),
    }


def _lines(records: Iterable[Any]) -> str:
    return "".join(json.dumps(asdict(one), ensure_ascii=False, default=_plain) + "\n" for one in records)


def _plain(value: object) -> str:
    """Dates and moments in ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    problem = f"no form for {type(value).__name__}"
    raise TypeError(problem)


if __name__ == "__main__":
    sys.exit(main())
