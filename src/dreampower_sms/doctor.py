"""`dreampower-sms doctor`: what support asks first, answered by the installed program itself."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from dreampower_sms import paths

if TYPE_CHECKING:
    from dreampower_sms.paths import Places


def examine(places: "Places", *, self_test: bool = False) -> int:
    """Run the checks, one line each. 0 when all pass."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("resources", _resources),
        ("data folder", lambda: str(places.data)),
        ("database", lambda: _database(places)),
        ("contract", lambda: _contract(places)),
    ]
    if self_test:
        checks += [("screens", _screens), ("main job", _main_job)]
    from dreampower_sms.db.errors import in_own_words

    failures = 0
    for name, check in checks:
        try:
            said = check()
        except Exception as error:  # noqa: BLE001  a check that fails is what this command is for
            failures += 1
            said = f"FAILED: {type(error).__name__}: {error} {in_own_words(error)}".rstrip()
        sys.stdout.write(f"{name}: {said}\n")
    return 1 if failures else 0


def _resources() -> str:
    needed = ("styles/app.qss", "fonts", "help/index.html", "templates/standard.toml")
    for name in needed:
        paths.resource(name)
    return f"{len(needed)} found, migrations in {paths.migrations_dir().name}"


def _database(places: "Places") -> str:
    from dreampower_sms.db.engine import Database, shown
    from dreampower_sms.db.upgrade import needs_upgrade, revisions

    database = Database(places.database_url)
    old = needs_upgrade(database)
    database.close()
    state = "will be brought to" if old else "is at"
    return f"opens; {state} revision {revisions()[-1]} ({shown(places.database_url)})"


def _contract(places: "Places") -> str:
    """What new messages leave by, and whether this machine has its keys. Names no key and no value."""
    from datetime import UTC, datetime

    from dreampower_sms.db.engine import Database
    from dreampower_sms.db.upgrade import needs_upgrade
    from dreampower_sms.services.contract_keys import missing
    from dreampower_sms.services.secrets import Secrets
    from dreampower_sms.services.terms import ShopTerms

    database = Database(places.database_url)
    try:
        if needs_upgrade(database):
            return "not known before the database is brought up to date"
        contract = ShopTerms(database, lambda: datetime.now(UTC)).current_contract()
    finally:
        database.close()
    if lacking := missing(contract, Secrets(places.data)):
        message = f"{contract.id} can't send from this machine, it lacks {', '.join(lacking)}"
        raise RuntimeError(message)
    return f"{contract.id} by {contract.gateway}"


def _screens() -> str:
    from dreampower_sms.ui.keysheet import pages

    return f"{len(list(pages()))} key tables"


def _main_job() -> str:
    import tempfile
    from pathlib import Path

    from dreampower_sms.tour import run_tour

    with tempfile.TemporaryDirectory() as folder:
        if run_tour(Path(folder)):
            message = "the tour did not show what it must"
            raise RuntimeError(message)
    return "played by key events through the practice gateway"
