"""Every screen's table against the printed one: the manual's keys are fixed, ours may only fill empty slots."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from dreampower_sms.ui.keysheet import SCREENS, keys_toml, pages

AGREED = tomllib.loads((Path(__file__).parents[1] / "data" / "fkeys.toml").read_text(encoding="utf-8"))


def flat(tables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Screen or screen.page → its keys."""
    found: dict[str, dict[str, Any]] = {}
    for name, table in tables.items():
        keys = {key: row for key, row in table.items() if key.startswith("F") and key[1:].isdigit()}
        if keys:
            found[name] = keys
        found |= {f"{name}.{page}": rows for page, rows in table.items() if page not in keys}
    return found


def test_listed_keys_are_where_they_were_agreed() -> None:
    ours = flat(tomllib.loads(keys_toml()))
    built = {screen.id for screen in SCREENS}
    for name, keys in flat(AGREED).items():
        if name.split(".")[0] not in built:
            continue
        for key, row in keys.items():
            assert ours[name][key]["label"] == row["label"], (name, key)
            assert ours[name][key].get("manual", False) == row.get("manual", False), (name, key)


def test_the_manual_s_screens_are_complete() -> None:
    built = {screen.id for screen in SCREENS}
    assert {"menu", "inquiry", "button_custom", "sms_send", "sms_confirm", "sms_details"} <= built


def test_every_key_has_a_label_that_fits_its_slot() -> None:
    longest = 8
    assert not [
        (name, key.label) for name, page in pages() for key in page.values() if not 0 < len(key.label) <= longest
    ]


def test_the_command_prints_the_same_without_a_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dreampower_sms", "keys", "--toml"], check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout == keys_toml()
