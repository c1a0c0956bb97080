"""Search keys: what is stored beside a text so that an index can find it, whatever its width or kana.

One table a model: field → function of its value → the key columns. The models use it on every assignment, bulk
inserts call `customer_keys` and `vehicle_keys`, so both ways keep the same keys.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from dreampower_sms.domain.phone import dialled, parse_phone
from dreampower_sms.domain.text import digits, kana_key, search_key

KeyMaker = Callable[[str], Mapping[str, str]]

_LONGEST = 200


_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|[㈱㈲]|\((?:株|有|同)\)|（(?:株|有|同)）|(?:一般|公益)(?:社団|財団)法人"
)
_SPACE = re.compile(r"[\s　]+")


def _second(text: str) -> str:
    """What else a name may be looked up by: the given name, or a company without its legal form."""
    bare = _LEGAL_FORM.sub(" ", text).strip()
    if bare != text.strip():
        return bare
    return _SPACE.sub(" ", text.strip()).partition(" ")[2]


@lru_cache(maxsize=4096)  # an import has the same few areas, makers and models over and over
def _key(text: str) -> str:
    return search_key(text)[:_LONGEST]


def _reversed_digits(text: str) -> str:
    return dialled(text)[:_LONGEST][::-1]


def _mobile(text: str) -> Mapping[str, str]:
    parsed = parse_phone(text)
    return {
        "mobile_e164": parsed.e164 if parsed.sendable and parsed.e164 else "",
        "mobile_rev": _reversed_digits(text),
    }


CUSTOMER_KEYS: Mapping[str, KeyMaker] = {
    "name": lambda text: {"name_key": _key(text), "name_key2": _key(_second(text))},
    "kana": lambda text: {
        "kana_key": kana_key(text)[:_LONGEST],
        "kana_key2": kana_key(_second(text))[:_LONGEST],
    },
    "address": lambda text: {"address_key": search_key(text)},
    "phone": lambda text: {"phone_rev": _reversed_digits(text)},
    "mobile": _mobile,
    "zip": lambda text: {"zip_key": digits(text)[:_LONGEST]},
    "email": lambda text: {"email_key": _key(text)},
    "rank": lambda text: {"rank_key": _key(text)},
    "memo": lambda text: {"memo_key": search_key(text)},
}

VEHICLE_KEYS: Mapping[str, KeyMaker] = {
    "plate_area": lambda text: {"plate_area_key": _key(text)},
    "plate_number": lambda text: {"plate_digits": digits(text)[:_LONGEST]},
    "plate_class": lambda text: {"plate_class_key": _key(text)},
    "plate_kana": lambda text: {"plate_kana_key": _key(text)},
    "maker": lambda text: {"maker_key": _key(text)},
    "model": lambda text: {"model_key": _key(text)},
    "type_code": lambda text: {"type_key": _key(text)},
    "chassis_number": lambda text: {"chassis_key": _key(text)},
}


def customer_keys(values: Mapping[str, Any]) -> dict[str, str]:
    """The key columns for a customer that is inserted without the model."""
    return _keys(CUSTOMER_KEYS, values)


def vehicle_keys(values: Mapping[str, Any]) -> dict[str, str]:
    """The key columns for a vehicle that is inserted without the model."""
    return _keys(VEHICLE_KEYS, values)


def _keys(makers: Mapping[str, KeyMaker], values: Mapping[str, Any]) -> dict[str, str]:
    return {key: made for field, maker in makers.items() for key, made in maker(values.get(field) or "").items()}
