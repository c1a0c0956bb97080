"""The guards of conftest.py do their work: what they exist for is done here, and fails."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import network

HOME = Path(__file__).parent.parent

_BAD = """
import logging, threading
import pytest

def test_skipped():
    pytest.skip("no time")

@pytest.mark.skipif(True, reason="not here")
def test_skipped_by_a_mark():
    pass

def test_error_in_the_log():
    logging.getLogger("x").error("broken")

def test_swallowed_way_out():
    import socket
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except Exception:
        pass

def test_thread_that_goes_on():
    import tests.conftest
    tests.conftest._PATIENCE_S = 0
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_warning():
    import warnings
    warnings.warn("old")

def test_error_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

@pytest.mark.xfail(reason="works by now")
def test_expected_to_fail_but_passes():
    pass

def test_expected_error_in_the_log(caplog):
    logging.getLogger("x").error("broken")
    assert [record.message for record in caplog.records] == ["broken"]
    caplog.clear()
"""


def _outcomes(folder: Path, text: str) -> str:
    (folder / "test_bad.py").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", "pyproject.toml", "-rA", "--tb=no"]
    return subprocess.run([*words, folder], cwd=HOME, capture_output=True, encoding="utf-8", check=False).stdout


def test_what_must_not_pass_unseen_fails(tmp_path: Path) -> None:
    shown = _outcomes(tmp_path, _BAD)
    passed = {line.split("::")[1] for line in shown.splitlines() if line.startswith("PASSED")}
    unseen = {
        "test_error_in_the_log",
        "test_swallowed_way_out",
        "test_thread_that_goes_on",
    }  # their guard speaks when the test is over
    assert passed == {"test_expected_error_in_the_log", *unseen}, shown
    assert all(f"::{name} - Assert" in shown for name in unseen), shown


def test_a_whole_file_that_is_skipped_fails(tmp_path: Path) -> None:
    shown = _outcomes(tmp_path, "import pytest\npytest.skip('not today', allow_module_level=True)\n")
    assert "1 error" in shown
    assert "not today" in shown


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
def test_no_way_out(host: str) -> None:
    with pytest.raises(network.OutsideWorldError):
        socket.create_connection((host, 80), timeout=1)
    assert network.attempts == [host]
    network.attempts.clear()


def test_no_datagram_either() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(network.OutsideWorldError):
        sender.sendto(b"x", ("192.0.2.1", 53))
    network.attempts.clear()


def test_a_name_that_nobody_has_is_unknown_without_asking() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("gateway.invalid", 443), timeout=1)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = ("localhost", server.getsockname()[1])
        with socket.create_connection(address, timeout=5) as client, server.accept()[0] as served:
            client.sendall(b"hello")
            assert served.recv(5) == b"hello"
