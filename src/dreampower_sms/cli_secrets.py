"""`dreampower-sms secret`: keys of contracts for a server without a window, never as a word of the command line.

A word of the command line is seen by every program of the machine and stays in the shell's history. So the key is
read without an echo, or from standard input.

Exit codes: 0 done, 2 it could not be done.
"""

import argparse
import getpass
import socket
import sys

from dreampower_sms.console import now, on_database
from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.engine import Database
from dreampower_sms.paths import Places
from dreampower_sms.services.contract_kinds import ContractWrong
from dreampower_sms.services.contracts import Contracts
from dreampower_sms.services.secrets import Secrets
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.ui.wording.contracts import ASK_LINE, GONE_LINE, NO_SECRETS_LINE, kept_line, secret_line


def run_secret(options: argparse.Namespace) -> int:
    """List, keep or forget as the command line says; the exit code."""

    def work(database: Database, places: Places) -> int:
        terms = ShopTerms(database, now)
        _go(Contracts(database, terms, Secrets(places.data), now, socket.gethostname()), options)
        return 0

    return on_database(options, work)


def _go(contracts: Contracts, options: argparse.Namespace) -> None:
    if not options.contract:
        _list(contracts)
        return
    contract = _named(contracts, options.contract)
    if options.delete:
        contracts.forget_secret(contract, options.name, options.clerk)
        sys.stdout.write(f"{GONE_LINE}\n")
    else:
        place = contracts.put_secret(contract, options.name, _read(), options.clerk)
        sys.stdout.write(f"{kept_line(place)}\n")


def _list(contracts: Contracts) -> None:
    lines = [
        secret_line(entry.contract.id, entry.contract.title, name, place)
        for entry in contracts.list()
        for name, place in contracts.open(entry.contract.id).places.items()
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines or [NO_SECRETS_LINE])


def _named(contracts: Contracts, wanted: str) -> Contract:
    """By id or by title."""
    found = [entry.contract for entry in contracts.list() if wanted in {entry.contract.id, entry.contract.title}]
    if not found:
        raise ContractWrong("contract_gone")
    return found[0]


def _read() -> str:
    if sys.stdin.isatty():
        return getpass.getpass(ASK_LINE).strip()
    return sys.stdin.readline().strip()
