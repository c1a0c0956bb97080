"""Secrets of contracts: never in the database, a log, the audit log or on a screen. Each PC keeps its own.

Asked for in this order:

1. the environment, ``DREAMPOWER_SMS_SECRET_<CONTRACT>_<NAME>``: where an administrator keeps secrets elsewhere
2. the operating system's store (Windows Credential Manager), which opens for this user of this PC only
3. where there is no such store, as on a server without a desktop: an encrypted file for each secret, beside the data

What protects the files is the right to read the key file, nothing else: whoever can read both has the secret, so a copy
of the data alone gives nothing away, a copy of the whole folder does. ``DREAMPOWER_SMS_SECRETS_KEY_FILE`` puts the key
file on another disk.
"""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Generator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Protocol, cast

from dreampower_sms.services.errors import ServiceError

LONGEST = 1280
"""Characters: what the Windows Credential Manager takes (2,560 bytes of UTF-16)."""
PREFIX = "DREAMPOWER_SMS_SECRET_"
KEY_FILE = "DREAMPOWER_SMS_SECRETS_KEY_FILE"

_FOLDER, _KEY = "secrets", "secrets.key"
_NOBODY_ELSE = 0o600
_OTHERS = 0o077
_USABLE = 1
"""A keyring backend below this priority stores nothing, or stores it as plain text."""


class SecretPlace(StrEnum):
    """Where a secret is kept."""

    NONE = ""
    ENVIRONMENT = "environment"
    STORE = "store"
    """The operating system's."""
    FILE = "file"


class SecretWrong(ServiceError):
    """A secret can't be kept or read."""

    code = "secret_unreadable"


class Store(Protocol):
    """The part of `keyring` that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, None when there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        ...


def system_store() -> Store | None:
    """The operating system's store; None where there is none that protects anything."""
    import keyring  # noqa: PLC0415  late: 40 ms that only a shop with a real contract needs

    backend = keyring.get_keyring()
    try:
        usable = float(type(backend).priority) >= _USABLE
    except RuntimeError:  # a backend whose service does not run says so by raising
        return None
    return cast("Store", backend) if usable else None


class Secrets:
    """Keeps, reads and forgets secrets by contract and name. Thread-safe; keeps no secret in memory."""

    def __init__(
        self,
        data: Path,
        environment: Mapping[str, str] = os.environ,
        store: Callable[[], Store | None] = system_store,
    ) -> None:
        self._folder, self._environment, self._store = data / _FOLDER, environment, store
        self._key_file = Path(environment.get(KEY_FILE) or data / _KEY)

    def read(self, contract: str, name: str) -> str:
        """The secret, "" when this PC has none. Raises `SecretWrong` when it is there and can't be read."""
        return self._find(contract, name)[1]

    def place(self, contract: str, name: str) -> SecretPlace:
        """Where this PC has the secret. Raises `SecretWrong`."""
        return self._find(contract, name)[0]

    def new_place(self) -> SecretPlace:
        """Where a secret would go that is entered now."""
        return SecretPlace.FILE if self._store() is None else SecretPlace.STORE

    def save(self, contract: str, name: str, value: str) -> SecretPlace:
        """Keep a secret. Raises `SecretWrong` (``secret_empty``, ``secret_long``, ``secret_unwritable``)."""
        if not value:
            raise SecretWrong("secret_empty")
        if len(value) > LONGEST:
            raise SecretWrong("secret_long", most=f"{LONGEST:,}")
        store = self._store()
        if store is None:
            self._write_file(contract, name, value)
            return SecretPlace.FILE
        with _named("secret_unwritable"):
            store.set_password(_service(contract, name), name, value)
        self._file(contract, name).unlink(missing_ok=True)  # one from before there was a store
        return SecretPlace.STORE

    def delete(self, contract: str, name: str) -> None:
        """Forget a secret on this PC; one of the environment stays. Raises `SecretWrong`."""
        store = self._store()
        if store is not None and self._stored(store, contract, name):
            with _named("secret_unwritable"):
                store.delete_password(_service(contract, name), name)
        self._file(contract, name).unlink(missing_ok=True)

    def _find(self, contract: str, name: str) -> tuple[SecretPlace, str]:
        if value := self._environment.get(variable(contract, name), ""):
            return SecretPlace.ENVIRONMENT, value
        store = self._store()
        if store is not None and (value := self._stored(store, contract, name)):
            return SecretPlace.STORE, value
        if value := self._read_file(contract, name):
            return SecretPlace.FILE, value
        return SecretPlace.NONE, ""

    @staticmethod
    def _stored(store: Store, contract: str, name: str) -> str:
        with _named("secret_unreadable"):
            return store.get_password(_service(contract, name), name) or ""

    # --- encrypted files ---------------------------------------------------------------------------------------

    def _file(self, contract: str, name: str) -> Path:
        return self._folder / f"{_plain(contract)}.{_plain(name)}".lower()

    def _write_file(self, contract: str, name: str, value: str) -> None:
        from cryptography.fernet import Fernet  # noqa: PLC0415  late: only where there is no store

        path = self._file(contract, name)
        new = path.with_suffix(f"{path.suffix}.new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            _write_new(new, Fernet(self._key(make=True)).encrypt(value.encode()))
            new.replace(path)
        except OSError as error:
            raise SecretWrong("secret_unwritable", kind=type(error).__name__) from None

    def _read_file(self, contract: str, name: str) -> str:
        try:
            kept = self._file(contract, name).read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise SecretWrong("secret_unreadable", kind=type(error).__name__) from None
        from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415  late: only where there is no store

        try:
            return Fernet(self._key(make=False)).decrypt(kept).decode()
        except (InvalidToken, ValueError, OSError) as error:
            raise SecretWrong("secret_unreadable", kind=type(error).__name__) from None

    def _key(self, *, make: bool) -> bytes:
        """The key of the files. Raises `OSError`, `SecretWrong` when others may read it."""
        if make and not self._key_file.exists():
            from cryptography.fernet import Fernet  # noqa: PLC0415  late: only where there is no store

            with contextlib.suppress(FileExistsError):  # another program of this PC was faster
                _write_new(self._key_file, Fernet.generate_key())
        if os.name == "posix" and stat.S_IMODE(self._key_file.stat().st_mode) & _OTHERS:
            raise SecretWrong("secret_key_open", file=self._key_file.name)
        return self._key_file.read_bytes()


def variable(contract: str, name: str) -> str:
    """The environment variable that a secret may come from."""
    return f"{PREFIX}{_plain(contract)}_{_plain(name)}".upper()


@contextlib.contextmanager
def _named(code: str) -> Generator[None]:
    """Turn what a store raises into our own error, without the words of the store: they may quote the secret."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  backends raise what their systems raise: keyring's, Windows', D-Bus' own
        raise SecretWrong(code, kind=type(error).__name__) from None


def _service(contract: str, name: str) -> str:
    """One entry a secret: the Windows Credential Manager takes one user name a service."""
    return f"DREAMPOWER SMS {contract} {name}"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", text)


def _write_new(path: Path, content: bytes) -> None:
    """A new file that nobody else may read, from its first byte on. Raises `FileExistsError`, `OSError`."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _NOBODY_ELSE), "wb") as file:
        file.write(content)
