"""A start of the program as `test_single` plays it: `python second_copy.py FOLDER`, told what to do by lines on stdin.

Says "first" or, having asked the running copy to show itself, "raised" or "no answer"; each wish that reaches a first
copy is a line "asked". It ends when stdin does.
"""

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from dreampower_sms.ui.single import SingleCopy


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> int:
    application = QCoreApplication(sys.argv[:1])
    copy = SingleCopy(Path(sys.argv[1]))
    if not copy.acquire():
        say("raised" if copy.raise_other() else "no answer")
        return 0
    copy.raise_asked.connect(asked)

    def wait_for_end() -> None:
        sys.stdin.read()
        application.quit()

    def running() -> None:
        threading.Thread(target=wait_for_end, daemon=True).start()
        say("first")

    QTimer.singleShot(0, running)  # only a loop that runs can be ended
    application.exec()
    copy.release()
    return 0


def asked() -> None:
    say("asked")


if __name__ == "__main__":
    sys.exit(main())
