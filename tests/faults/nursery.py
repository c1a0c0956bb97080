"""A process that has loaded everything and forks: a sender is there in a hundredth of a second, not in one.

    python -m tests.faults.nursery      prints its port, serves until its input ends

Each connection is a new process. Its first line is JSON: the role, and what it needs. It answers with its process id,
and goes when the connection does, so that nothing outlives the tests, however those end.
"""

import json
import logging
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults import gateway_server, locker, sender_process
from tests.faults.line import Line

ROLES: Mapping[str, Callable[[Line, dict[str, Any]], None]] = {
    "sender": sender_process.serve,
    "gateway": gateway_server.serve,
    "locker": locker.serve,
}


def _be(connection: socket.socket) -> None:
    """Live as one of the roles."""
    line = Line(connection)
    wanted = json.loads(line.hear() or "{}")
    line.say(str(os.getpid()))
    ROLES[wanted.pop("role")](line, wanted)


def main() -> None:
    """One thread only: a fork would copy no other."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the tests, which then take this down
    logging.disable(logging.CRITICAL)  # senders in trouble are what this is about; they say so by lines
    sender_process.warm_up()
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while True:
        if any(key.fileobj is sys.stdin for key, _ in selector.select()):
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            selector.close()
            listener.close()
            try:
                _be(connection)
            finally:
                os._exit(0)
        connection.close()


if __name__ == "__main__":
    main()
