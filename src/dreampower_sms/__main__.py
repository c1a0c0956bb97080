"""Command line of DREAMPOWER SMS.

    dreampower-sms                     the window
    dreampower-sms --demo              the window with demo data, in a folder of its own
    dreampower-sms tour --shots DIR    plays the main job by real key events and saves a picture of each step
    dreampower-sms keys --toml         every screen's F-keys
    dreampower-sms worker              the sender without a window
    dreampower-sms import FILE         customers and vehicles from CSV or Excel
    dreampower-sms secret [CONTRACT NAME]  keys of contracts on a server without a window
    dreampower-sms connect URL         opens the shop's PostgreSQL from now on
    dreampower-sms doctor --self-test  opens the database, every screen and the practice gateway

Only argparse is imported here: what a command needs is imported when it runs, because the time to the
first painted window is what the clerk waits for each morning.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (0 well, 1 failed, 2 wrong use)."""
    options = _parser().parse_args(argv)
    match options.command:
        case "keys":
            from dreampower_sms.ui.keysheet import keys_toml  # late: start-up time

            sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # TextIO
            sys.stdout.write(keys_toml())
            code = 0
        case "tour":
            from dreampower_sms.tour import run_tour  # late: start-up time

            code = run_tour(options.shots)
        case "worker":
            from dreampower_sms.app import run_worker  # late: start-up time

            code = run_worker(data=options.data, database=options.database)
        case "import":
            from dreampower_sms.cli_import import run_import  # late: start-up time

            code = run_import(options)
        case "secret":
            from dreampower_sms.cli_secrets import run_secret  # late: start-up time

            code = run_secret(options)
        case "connect":
            from dreampower_sms.cli_connect import run_connect  # late: start-up time

            code = run_connect(options)
        case "doctor":
            from dreampower_sms.app import run_doctor  # late: start-up time

            code = run_doctor(data=options.data, database=options.database, self_test=options.self_test)
        case _:
            from dreampower_sms.app import run_window  # late: start-up time

            code = run_window(data=options.data, database=options.database, demo=options.demo)
    return code


def _places(default: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, argument_default=default)
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder instead of the user's own")
    parser.add_argument(
        "--database", metavar="URL", help="SQLite path or postgresql:// URL instead of the data folder's"
    )
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dreampower-sms", description="SMS for the front desk", parents=[_places(None)]
    )
    parser.add_argument("--demo", action="store_true", help="demo data in a folder of its own, practice gateway only")
    commands = parser.add_subparsers(dest="command")
    keys = commands.add_parser("keys", help="print every screen's F-keys")
    keys.add_argument("--toml", action="store_true", required=True, help="in the shape of a TOML file")
    tour = commands.add_parser("tour", help="play the main job and save a picture of each step")
    tour.add_argument("--shots", type=Path, required=True, metavar="DIR", help="folder for the pictures")
    # The places may stand before or after the command: after it, a missing one must not undo one before it.
    after = _places(argparse.SUPPRESS)
    commands.add_parser("worker", parents=[after], help="send without a window")
    _add_import(commands.add_parser("import", parents=[after], help="read customers and vehicles from a file"))
    _add_secret(commands.add_parser("secret", parents=[after], help="list, keep or forget keys of contracts"))
    _add_connect(commands.add_parser("connect", parents=[after], help="open the shop's PostgreSQL from now on"))
    doctor = commands.add_parser("doctor", parents=[after], help="check the installation")
    doctor.add_argument("--self-test", action="store_true", help="also open every screen and send a practice message")
    return parser


def _add_secret(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("contract", nargs="?", default="", metavar="CONTRACT", help="its id or title; none: list all")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="of the key; it is read without an echo")
    parser.add_argument("--delete", action="store_true", help="forget it on this machine")
    parser.add_argument("--clerk", default="", metavar="NAME", help="who does it, for the log")


def _add_connect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "url", nargs="?", default="", metavar="URL", help="postgresql://USER@SERVER/DATABASE; none: say"
    )
    parser.add_argument("--forget", action="store_true", help="open the data folder's own SQLite file again")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV or a workbook, headers in its first row")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, row by row, and write nothing")
    parser.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD", help="a column by its header; no FIELD: left out"
    )
    parser.add_argument("--encoding", default="", choices=("utf-8-sig", "cp932", "utf-16", "euc_jp"))
    parser.add_argument("--delimiter", default="", choices=("comma", "tab", "semicolon", "bar"))
    parser.add_argument("--sheet", default="", metavar="NAME", help="of a workbook; otherwise the first one")
    parser.add_argument(
        "--existing", default="fill", choices=("fill", "overwrite", "skip"), help="what happens to known customers"
    )
    parser.add_argument("--rejected", type=Path, metavar="FILE", help="write refused rows there, to be mended")
    parser.add_argument("--clerk", default="", metavar="NAME", help="who does it, for the log")


if __name__ == "__main__":
    sys.exit(main())
