"""Commands without a window run where Qt can't be loaded: on a server without libGL, say."""

import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT_QT = """
import logging, signal, sys, threading

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(f"{name} was asked for")

class EndOnceItRuns(logging.Handler):
    def emit(self, record):
        if record.getMessage() == "worker runs":
            threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()

sys.meta_path.insert(0, NoQt())
logging.getLogger("dreampower_sms").addHandler(EndOnceItRuns())
from dreampower_sms.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", [["worker"], ["doctor"], ["secret"], ["import", "customers.csv", "--dry-run"]])
def test_a_command_without_a_window_loads_no_qt(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("氏名,フリガナ\n山田 太郎,ヤマダ タロウ\n", encoding="utf-8")
    words = [sys.executable, "-c", _WITHOUT_QT, "--data", tmp_path / "data", *command]
    done = subprocess.run(words, cwd=tmp_path, check=False, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
