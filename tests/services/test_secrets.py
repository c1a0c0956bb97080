"""Where secrets are kept, on a PC with a store of its own and on a server without."""

import os
import stat
from collections.abc import MutableMapping
from pathlib import Path

import keyring.errors
import pytest
from cryptography.fernet import Fernet

from dreampower_sms.services.secrets import LONGEST, SecretPlace, Secrets, SecretWrong, system_store, variable

SECRET = "sk_8f2a-秘密-97"
CONTRACT, NAME = "karaden-1a2b", "api_key"


class Vault:
    """A store as the operating system has one; may be locked."""

    def __init__(self) -> None:
        self.kept: MutableMapping[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]

    def _open(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked


def _with_store(data: Path, vault: Vault, **environment: str) -> Secrets:
    return Secrets(data, environment, lambda: vault)


def _without(data: Path, **environment: str) -> Secrets:
    return Secrets(data, environment, lambda: None)


def test_a_pc_keeps_it_in_the_store_of_its_system(tmp_path: Path) -> None:
    vault = Vault()
    secrets = _with_store(tmp_path, vault)
    assert secrets.save(CONTRACT, NAME, SECRET) is SecretPlace.STORE
    assert secrets.read(CONTRACT, NAME) == SECRET
    assert secrets.place(CONTRACT, NAME) is SecretPlace.STORE
    assert secrets.read(CONTRACT, "other") == ""
    assert secrets.read("another", NAME) == ""
    assert not list(tmp_path.iterdir())
    secrets.delete(CONTRACT, NAME)
    assert (vault.kept, secrets.place(CONTRACT, NAME)) == ({}, SecretPlace.NONE)
    secrets.delete(CONTRACT, NAME)  # twice is no error


def test_a_server_keeps_it_encrypted_for_its_owner_alone(tmp_path: Path) -> None:
    secrets = _without(tmp_path)
    assert secrets.new_place() is SecretPlace.FILE
    assert secrets.save(CONTRACT, NAME, "the first") is SecretPlace.FILE
    secrets.save(CONTRACT, NAME, SECRET)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"secrets.key", "karaden_1a2b.api_key"}
    assert all(SECRET.encode() not in path.read_bytes() for path in files)
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert _without(tmp_path).read(CONTRACT, NAME) == SECRET
    secrets.delete(CONTRACT, NAME)
    assert secrets.place(CONTRACT, NAME) is SecretPlace.NONE


def test_the_environment_comes_first_and_is_never_written(tmp_path: Path) -> None:
    assert variable(CONTRACT, NAME) == "DREAMPOWER_SMS_SECRET_KARADEN_1A2B_API_KEY"
    secrets = _without(tmp_path, **{variable(CONTRACT, NAME): SECRET})
    assert secrets.place(CONTRACT, NAME) is SecretPlace.ENVIRONMENT
    secrets.save(CONTRACT, NAME, "another")
    assert secrets.read(CONTRACT, NAME) == SECRET


def test_the_key_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "safe.key"
    data = tmp_path / "data"
    _without(data, DREAMPOWER_SMS_SECRETS_KEY_FILE=str(elsewhere)).save(CONTRACT, NAME, SECRET)
    assert not (data / "secrets.key").exists()
    with pytest.raises(SecretWrong):
        _without(data).read(CONTRACT, NAME)
    assert _without(data, DREAMPOWER_SMS_SECRETS_KEY_FILE=str(elsewhere)).read(CONTRACT, NAME) == SECRET


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    if os.name != "posix":
        return  # Windows has other rights: the folder of the user's profile
    secrets = _without(tmp_path)
    secrets.save(CONTRACT, NAME, SECRET)
    (tmp_path / "secrets.key").chmod(0o644)
    with pytest.raises(SecretWrong) as caught:
        secrets.read(CONTRACT, NAME)
    assert caught.value.code == "secret_key_open"


def test_a_secret_of_another_key_is_said_to_be_unreadable_and_not_missing(tmp_path: Path) -> None:
    secrets = _without(tmp_path)
    secrets.save(CONTRACT, NAME, SECRET)
    (tmp_path / "secrets.key").write_bytes(Fernet.generate_key())
    with pytest.raises(SecretWrong) as caught:
        secrets.read(CONTRACT, NAME)
    assert caught.value.code == "secret_unreadable"
    assert SECRET not in f"{caught.value!r}{caught.value}{caught.value.details}"


def test_a_locked_store_is_an_error_and_no_missing_secret(tmp_path: Path) -> None:
    vault = Vault()
    secrets = _with_store(tmp_path, vault)
    secrets.save(CONTRACT, NAME, SECRET)
    vault.locked = True
    for call in (
        lambda: secrets.read(CONTRACT, NAME),
        lambda: secrets.delete(CONTRACT, NAME),
    ):
        with pytest.raises(SecretWrong):
            call()
    with pytest.raises(SecretWrong) as caught:
        secrets.save(CONTRACT, NAME, "new")
    assert caught.value.code == "secret_unwritable"


def test_a_store_that_came_later_takes_the_place_of_the_file(tmp_path: Path) -> None:
    _without(tmp_path).save(CONTRACT, NAME, "old")
    vault = Vault()
    secrets = _with_store(tmp_path, vault)
    assert secrets.read(CONTRACT, NAME) == "old"
    secrets.save(CONTRACT, NAME, SECRET)
    assert _without(tmp_path).read(CONTRACT, NAME) == ""
    assert secrets.read(CONTRACT, NAME) == SECRET


@pytest.mark.parametrize(("value", "code"), [("", "secret_empty"), ("x" * (LONGEST + 1), "secret_long")])
def test_what_no_store_takes_is_refused(tmp_path: Path, value: str, code: str) -> None:
    with pytest.raises(SecretWrong) as caught:
        _without(tmp_path).save(CONTRACT, NAME, value)
    assert caught.value.code == code


def test_a_system_without_a_store_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    import keyring.backends.fail
    import keyring.backends.null

    for backend in (keyring.backends.fail.Keyring(), keyring.backends.null.Keyring()):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        assert system_store() is None
