"""What an adapter costs above plain httpx, and how many calls it takes to learn what became of 10,000 messages."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx

from benchmarks.figure import Figure
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.karaden import VERSION, KaradenGateway
from dreampower_sms.gateways.outcome import Accepted
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.setup import Setup
from tests.gateways.servers import karaden_server as there
from tests.gateways.servers.loopback import Loopback, serve

MESSAGES = 400
OPEN = 10_000
OVERHEAD_MS, CALLS = 1.0, 60
NUMBER, E164, BODY = "09011112222", "+819011112222", "山川自動車です。\n車検の日が近づきました。"
START = datetime(2026, 11, 24, 3, tzinfo=UTC)


class _Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


def run() -> Iterator[Figure]:
    """Requests of both kinds alternate, so that both meet the same machine."""
    yield _overhead()
    for share in (0.0, 0.5, 1.0):
        yield _poll(share)


def _overhead() -> Figure:
    clock = _Clock()
    with serve(there.Karaden(clock)) as server, tempfile.TemporaryDirectory() as folder:
        gateway = _gateway(server, clock, Path(folder))
        headers = {"Authorization": f"Bearer {there.TOKEN}", "Karaden-Version": VERSION}
        with httpx.Client(base_url=f"{server.url}/api", headers=headers, trust_env=False) as plain:
            theirs: list[float] = []
            ours: list[float] = []
            for _ in range(MESSAGES):
                theirs.append(_plain(plain))
                ours.append(_ours(gateway))
        gateway.close()
    floor, value = statistics.median(theirs), statistics.median(ours)
    against = f"plain httpx: {floor * 1000:.2f} ms, the adapter: {value * 1000:.2f} ms a message"
    return Figure("gateway_overhead", max(0.0, value - floor) * 1000, "ms", OVERHEAD_MS, against)


def _plain(client: httpx.Client) -> float:
    form = {"service_id": there.SERVICE, "to": NUMBER, "body": BODY, "tags[]": [uuid4().hex]}
    begun = time.perf_counter()
    answer = client.post(f"/{there.TENANT}/messages", data=form)
    assert answer.json()["id"]
    return time.perf_counter() - begun


def _ours(gateway: KaradenGateway) -> float:
    message = Outgoing(uuid4().hex, E164, BODY)
    begun = time.perf_counter()
    outcome = gateway.send(message)
    assert isinstance(outcome, Accepted)
    return time.perf_counter() - begun


def _poll(share: float) -> Figure:
    """One question about 10,000 open messages of one job, of which a share has a result by now."""
    clock = _Clock()
    clock.now = START + timedelta(minutes=15)
    provider = there.Karaden(clock)
    done = int(OPEN * share)
    sent: list[Sent] = []
    for n in range(OPEN):
        at = START + timedelta(seconds=n * 0.05) if n < done else clock.now - timedelta(seconds=1)
        taken = there.Taken(str(uuid4()), NUMBER, BODY, [uuid4().hex], "", at)
        provider.taken.append(taken)
        sent.append(Sent(taken.tags[0], taken.id, E164, at))
    with serve(provider) as server, tempfile.TemporaryDirectory() as folder:
        gateway = _gateway(server, clock, Path(folder))
        begun = time.perf_counter()
        learnt = len(gateway.ask(sent))
        took = time.perf_counter() - begun
        gateway.close()
        calls = len(server.requests)
    single = f"asking about each: {OPEN} calls"
    against = f"{learnt} answers, {done} results there, {took:.1f} s with the server; {single}"
    return Figure(f"karaden_poll_{share:.0%}_done", calls, "calls", CALLS, against)


def _gateway(server: Loopback, clock: _Clock, folder: Path) -> KaradenGateway:
    options = {"tenant": there.TENANT, "service_id": there.SERVICE, "base_url": f"{server.url}/api"}
    return KaradenGateway(Setup(folder, clock, options, lambda _name: there.TOKEN))
