"""Loads the demo shop into an empty database, as if its anchor day were today.

All days move by the same number, so that next month always has its 車検 and last week its messages; birthdays stay.
The history is made of settled messages of the past: it is written as what it is and never passes the sender.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from dreampower_sms import paths
from dreampower_sms.db import cards
from dreampower_sms.db.engine import Database
from dreampower_sms.db.keys import customer_keys, vehicle_keys
from dreampower_sms.db.tables import (
    CompanyRow,
    ConsentRow,
    CustomerRow,
    DeliveryEventRow,
    JobRow,
    MessageRecord,
    StaffRow,
    StopRow,
    VehicleRow,
)
from dreampower_sms.domain.characters import normalise_text
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.jobs import recipient_key, reference_of
from dreampower_sms.domain.templates import merge, parse
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.fields import field_values

_CONTRACT = "practice"
_MOVED_DAYS = ("inspection_expiry", "next_check", "number_checked_on")
_NUMBERED = (StaffRow, CustomerRow, VehicleRow)

Record = dict[str, Any]


def load_demo(database: Database, now: datetime) -> bool:
    """Fill an empty database with the demo shop. False, and nothing done, when it holds customers already."""
    shop = json.loads(paths.resource("demo/shop.json").read_text(encoding="utf-8"))
    moved = _Moved(day_of(now) - date.fromisoformat(shop["anchor"]))
    with database.write() as session:
        if session.scalar(select(func.count()).select_from(CustomerRow)):
            return False
        session.add(CompanyRow(**shop["company"]))
        session.execute(insert(StaffRow), [{**one, "active": True} for one in shop["staff"]])
        _load_people(session, moved, now)
        session.flush()
        _load_history(session, moved, Company(**_company(shop["company"])))
        if not database.is_sqlite:
            for model in _NUMBERED:
                _continue_numbers(session, model.__tablename__)
    return True


class _Moved:
    """Moves a day or a moment of the files to where it belongs today."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def day(self, value: str | None) -> date | None:
        """A day, or None."""
        return date.fromisoformat(value) + self._by if value else None

    def moment(self, value: str) -> datetime:
        """A moment."""
        return datetime.fromisoformat(value) + self._by

    def maybe(self, value: str | None) -> datetime | None:
        """A moment, or None."""
        return self.moment(value) if value else None


def _records(name: str) -> list[Record]:
    lines = paths.resource(f"demo/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _load_people(session: Session, moved: _Moved, now: datetime) -> None:
    stamps = {"created_at": now, "updated_at": now, "version": 1}
    customers = [_with_days(record, moved) for record in _records("customers")]
    for record in customers:
        record["birthday"] = date.fromisoformat(record["birthday"]) if record["birthday"] else None
    session.execute(insert(CustomerRow), [{**r, **customer_keys(r), **stamps} for r in customers])
    vehicles = [_with_days(record, moved) for record in _records("vehicles")]
    for record in vehicles:
        first = moved.day(record["first_registration"])
        record["first_registration"] = f"{first:%Y-%m}" if first else ""
    session.execute(insert(VehicleRow), [{**r, **vehicle_keys(r), **stamps} for r in vehicles])
    consents = [{**r, "at": moved.moment(r["at"]), "purpose": r["purpose"] or None} for r in _records("consents")]
    session.execute(insert(ConsentRow), consents)
    stops = [{**r, "at": moved.moment(r["at"]), "lifted_at": moved.maybe(r["lifted_at"])} for r in _records("stops")]
    session.execute(insert(StopRow), stops)


def _with_days(record: Record, moved: _Moved) -> Record:
    return {key: moved.day(value) if key in _MOVED_DAYS else value for key, value in record.items()}


def _load_history(session: Session, moved: _Moved, company: Company) -> None:
    bodies = _template_bodies()
    records = _records("messages")
    jobs = {job["id"]: job for job in _records("jobs")}
    session.execute(insert(JobRow), [_job_row(job, records, bodies, moved) for job in jobs.values()])
    people = {c.id: c for c in session.scalars(select(CustomerRow))}
    customers = {id_: cards.customer(session, id_) for id_ in {record["customer_id"] for record in records}}
    vehicles = {v.id: cards.vehicle(v) for v in session.scalars(select(VehicleRow))}
    rows: list[MessageRecord] = []
    for record in records:
        job = jobs[record["job_id"]]
        person = customers[record["customer_id"]]
        created = moved.moment(record["created_at"])
        values = {
            **field_values(
                person, vehicles.get(record["vehicle_id"]), company, record["clerk"], day_of(created), day_of(created)
            ),
            **{name: moved.day(value) for name, value in record["values"].items()},
        }
        merged = merge(parse(job["body"] or bodies[job["template"]]), values)
        row = MessageRecord(**_message(record, job, normalise_text(merged.preview), moved))
        owner = people[record["customer_id"]]
        row.customer_name, row.e164 = owner.name, owner.mobile_e164
        row.recipient_key = recipient_key(
            owner.mobile_e164, owner.id, record["vehicle_id"], excluded=record["state"] == "excluded"
        )
        row.reference = reference_of(job["id"], row.recipient_key)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    for row, record in zip(rows, records, strict=True):
        session.add_all(_events(row.id, record["events"], moved))


def _template_bodies() -> Mapping[str, str]:
    standard = tomllib.loads(paths.resource("templates/standard.toml").read_text(encoding="utf-8"))
    return {entry["key"]: entry["body"] for entry in standard["template"]}


def _job_row(job: Record, records: Sequence[Record], bodies: Mapping[str, str], moved: _Moved) -> Record:
    return {
        "id": job["id"],
        "kind": job["kind"],
        "title": job["title"],
        "purpose": job["purpose"],
        "body": job["body"] or bodies[job["template"]],
        "contract_id": _CONTRACT,
        "state": "done",
        "created_at": moved.moment(job["created_at"]),
        "created_by": job["created_by"],
        "recipients_total": sum(record["job_id"] == job["id"] for record in records),
    }


def _message(record: Record, job: Record, body: str, moved: _Moved) -> Record:
    counted = measure(body)
    created = moved.moment(record["created_at"])
    sent = moved.maybe(record["sent_at"])
    return {
        "job_id": job["id"],
        "customer_id": record["customer_id"],
        "vehicle_id": record["vehicle_id"],
        "body": body,
        "units": counted.units,
        "tier": counted.tier or 0,
        "price": counted.price or Decimal(0),
        "purpose": job["purpose"],
        "contract_id": _CONTRACT,
        "state": record["state"],
        "code": record["code"],
        "clerk": record["clerk"],
        "created_at": created,
        "not_before": created,
        "posted_at": sent,
        "history_at": sent or created,
        "sent_at": sent,
        "settled_at": moved.maybe(record["settled_at"]),
        "tries": int(sent is not None),
        "override_code": ",".join(record["overridden"]),
        "override_reason": record["override_reason"],
        "decided_by": record["decided_by"],
        "decided_at": moved.maybe(record["decided_at"]),
        "decided_reason": record["decided_reason"],
    }


def _events(message_id: int, events: Sequence[Record], moved: _Moved) -> list[DeliveryEventRow]:
    return [
        DeliveryEventRow(
            message_id=message_id,
            at=moved.moment(event["at"]),
            recorded_at=moved.moment(event["at"]),
            delivery=event["delivery"],
            code=event["code"],
            source=_CONTRACT,
        )
        for event in events
    ]


def _company(record: Record) -> Record:
    return {name: record[name] for name in Company.__dataclass_fields__}


def _continue_numbers(session: Session, table: str) -> None:
    """PostgreSQL's sequence does not see ids that were given: the next own one must come after them."""
    highest = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608  ours
    session.execute(text(highest))
