"""送信履歴 over 1,000,000 messages of ten years: its first page, and every filter beside the same in bare SQL.

What is timed is what the list asks before it paints: the first page, and for each filter the page and its rows as
objects. The bare query is written by hand and run by the driver; both give the same ids or the benchmark ends.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.figure import Figure, best
from benchmarks.messages_dataset import MESSAGES, NOON, OLD_TITLE, RARE_CLERK, RARE_NAME, RARE_TEXT, shops
from dreampower_sms.domain.history import HistoryFilter
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.services.history import PAGE, History

FIRST_MS, BAR_MS, TIMES_RAW = 100.0, 50.0, 1.5
_SINCE, _UNTIL = NOON - timedelta(days=400), NOON - timedelta(days=370)
_COLUMNS = (
    "m.id, m.job_id, m.created_at, m.history_at, m.sent_at, m.customer_id, m.customer_name, m.e164, m.body, m.units,"
    " m.tier, m.price, m.state, m.code, m.clerk, m.purpose, j.title, j.scheduled_at FROM messages m"
    " JOIN send_jobs j ON j.id = m.job_id"
)
_SAME_NAME = (
    f"m.customer_name LIKE '%{RARE_NAME}%' OR m.customer_id IN"
    f" (SELECT id FROM customers WHERE name_key LIKE '%{RARE_NAME.replace(' ', '')}%')"
)
FILTERS = (
    ("all", HistoryFilter(), ""),
    ("period", HistoryFilter(since=_SINCE, until=_UNTIL), (f"m.history_at >= '{_SINCE:%F %T.%f}'"
        f" AND m.history_at < '{_UNTIL:%F %T.%f}'")),
    ("customer", HistoryFilter(customer_id=77), "m.customer_id = 77"),
    ("number", HistoryFilter(number_part="1234"), "'0' || substr(m.e164, 4) LIKE '%1234%'"),
    ("name", HistoryFilter(name=RARE_NAME), _SAME_NAME),
    ("text", HistoryFilter(text=RARE_TEXT), f"m.body LIKE '%{RARE_TEXT}%'"),
    ("job", HistoryFilter(job_title=OLD_TITLE), (f"m.job_id IN (SELECT id FROM send_jobs WHERE title"
        f" LIKE '%{OLD_TITLE}%')")),
    ("purpose", HistoryFilter(purpose=Purpose("campaign")), "m.purpose = 'campaign'"),
    ("state", HistoryFilter(states=(State.UNKNOWN,)), "m.state = 'unknown' AND m.state <> 'delivered'"),
    ("clerk", HistoryFilter(clerk=RARE_CLERK), f"m.clerk = '{RARE_CLERK}'"),
    ("clerk_and_text", HistoryFilter(clerk=RARE_CLERK, text="オイル"), (f"m.clerk = '{RARE_CLERK}' AND m.body"
        " LIKE '%オイル%'")),
)  # fmt: skip


def run() -> Iterator[Figure]:
    """The first page and every filter, on both databases."""
    for name, database, connection in shops():
        yield from _figures(name, History(database), connection)


def _figures(name: str, history: History, connection: Any) -> Iterator[Figure]:
    for key, wanted, where in FILTERS:
        statement = f"SELECT {_COLUMNS} {f'WHERE {where}' if where else ''} ORDER BY m.history_at DESC, m.id DESC"
        raw_ms, raw = best(lambda sql=f"{statement} LIMIT {PAGE}": connection.execute(sql).fetchall())
        ours_ms, ours = best(lambda wanted=wanted: history.first(wanted).rows)
        if [row[0] for row in raw] != [row.id for row in ours]:
            problem = f"{name} {key}: {len(ours)} rows here, {len(raw)} in the bare query, or others"
            raise ValueError(problem)
        bar = TIMES_RAW * raw_ms + BAR_MS
        against = f"{len(raw)} rows of {MESSAGES:,}; raw SQL {raw_ms:.1f} ms"
        yield Figure(f"history_{name}_{key}", ours_ms, "ms", min(bar, FIRST_MS) if key == "all" else bar, against)
