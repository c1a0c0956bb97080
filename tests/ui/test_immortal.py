"""A day's worth of empty values must not use up `None`."""

import subprocess
import sys

DAY = """
import dreampower_sms.ui
from PySide6.QtCore import QAbstractListModel, QModelIndex
from PySide6.QtWidgets import QApplication, QComboBox
application = QApplication([])
choice = QComboBox()
choice.addItem("nothing", None)
for _ in range(200_000):
    assert choice.currentData() is None
"""


def test_none_outlives_a_day_of_empty_values() -> None:
    done = subprocess.run([sys.executable, "-c", DAY], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
