"""Which contracts the living senders of a shop can send, and when one was last there for each.

By contract, because a PC without the keys of a contract is no sender to its messages: what fell due while only such
PCs ran was missed, and leaves only when a person says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import run
from dreampower_sms.db.tables_messages import ContractSenderRow

ABSENT_AFTER = timedelta(minutes=2)
"""A contract for which no sender said anything for so long has none."""

_SENDERS = cast("Table", ContractSenderRow.__table__)
_S = _SENDERS.c


@dataclass(frozen=True, slots=True)
class Presence:
    """What the heartbeats of senders said last about one contract."""

    seen_at: datetime
    finds: bool
    """Whether its gateway can be asked by our reference."""


def seen(session: Session) -> dict[str, Presence]:
    """The last word on every contract that was ever sent by, by id."""
    rows = session.execute(select(_S.contract_id, _S.seen_at, _S.finds_by_reference))
    return {contract_id: Presence(seen_at, finds) for contract_id, seen_at, finds in rows}


_ALIVE = (
    update(_SENDERS)
    .where(_S.contract_id == bindparam("contract"), _S.seen_at < bindparam("now", type_=_S.seen_at.type))
    .values(
        owner=bindparam("token"),
        seen_at=bindparam("now", type_=_S.seen_at.type),
        finds_by_reference=bindparam("finds"),
    )
)


def alive(session: Session, token: str, finds: Mapping[str, bool], now: datetime) -> None:
    """Note that the run `token` can send these contracts, each with whether its gateway finds by reference.

    Of several runs the last one counts; a clock that is behind turns nothing back. In the order of the ids, so that
    two senders wait for each other and never in a circle.
    """
    ordered = sorted(finds.items())
    if not ordered:
        return
    insert: Any = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_SENDERS)
    first = [{"contract_id": id_, "owner": token, "seen_at": now, "finds_by_reference": able} for id_, able in ordered]
    session.execute(insert.values(first).on_conflict_do_nothing())
    run(session, _ALIVE, [{"contract": id_, "token": token, "now": now, "finds": able} for id_, able in ordered])
