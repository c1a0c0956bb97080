"""One running copy per data folder: a second start raises the first's window and ends.

A lock file decides who is first (Qt removes one whose process is gone), a local socket carries the wish
to be raised. The socket's name comes from the folder, so two shops on one PC don't meet.
"""

import ctypes
import hashlib
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

_RAISE = b"raise\n"
_PATIENCE_MS = 2000


class SingleCopy(QObject):
    """Holds the lock of a data folder for as long as it lives."""

    raise_asked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(str(folder.resolve()).casefold().encode()).hexdigest()[:24]
        self._name = f"dreampower-sms-{digest}"
        self._lock = QLockFile(str(folder / "running.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def acquire(self) -> bool:
        """Become the one copy. False when another one runs; then call `raise_other`."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)  # left behind by a crash; the lock proves that nobody listens
        if not self._server.listen(self._name):
            log.warning("a second start can't raise this window: %s", self._server.errorString())
        return True

    def raise_other(self) -> bool:
        """Ask the running copy to show its window. False when it did not answer in time."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        _let_others_come_to_front()
        socket.write(_RAISE)
        socket.flush()
        answered = socket.waitForReadyRead(_PATIENCE_MS)
        socket.disconnectFromServer()
        return answered

    def release(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._serve(socket)

    def _read(self) -> None:
        sender = self.sender()
        if isinstance(sender, QLocalSocket):
            self._serve(sender)

    def _serve(self, socket: QLocalSocket) -> None:
        if socket.canReadLine() and socket.readLine().data() == _RAISE:
            self.raise_asked.emit()
            socket.write(b"ok\n")
            socket.flush()


def _let_others_come_to_front() -> None:
    """Give the running copy this process's right to come to the front: Windows lets no program take it by itself."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)


_ANY_PROCESS = -1
