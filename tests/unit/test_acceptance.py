"""The vectors that were agreed for counting and telephone numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.phone import parse_phone

DATA = Path(__file__).parents[1] / "data"


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", cases("counting.json"), ids=lambda case: case["name"])
def test_counting(case: dict[str, Any]) -> None:
    counted = measure(case["text"])
    assert (counted.units, counted.tier, counted.sendable) == (case["units"], case["tier"], case["sendable"])
    assert (counted.price is None) == (case["tier"] is None)


@pytest.mark.parametrize("case", cases("phones.json"), ids=lambda case: case["input"] or "empty")
def test_phones(case: dict[str, Any]) -> None:
    phone = parse_phone(case["input"])
    assert (phone.sendable, phone.e164, phone.kind) == (case["sendable"], case["e164"], case["kind"])
    assert bool(phone.reason) != phone.sendable
