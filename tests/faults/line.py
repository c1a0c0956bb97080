"""Lines of text between the tests and the processes that they shake."""

import socket
import threading


class Line:
    """One end of a connection that talks by lines. Any thread may say; one thread hears."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._incoming = connection.makefile("r", encoding="utf-8", newline="\n")
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """Send one line. Raises OSError when the other end is gone."""
        with self._lock:
            self._connection.sendall(f"{text}\n".encode())

    def hear(self) -> str | None:
        """The next line, or None when the other end is gone. Raises TimeoutError when none comes in time."""
        try:
            line = self._incoming.readline()
        except ConnectionError:  # killed with a line of ours unread
            return None
        return line.rstrip("\n") if line.endswith("\n") else None

    def hang_up(self) -> None:
        """Say nothing more; the other end may still."""
        self._connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._incoming.close()
        self._connection.close()
