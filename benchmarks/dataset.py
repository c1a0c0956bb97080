"""200,000 customers and 300,000 vehicles, the same in every run, in both databases."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from dreampower_sms.db.engine import Database
from dreampower_sms.db.keys import customer_keys, vehicle_keys
from dreampower_sms.db.tables import CustomerRow, VehicleRow

CUSTOMERS = 200_000
VEHICLES = 300_000
_SEED = 20261123
_CHUNK = 5_000
_DAY = datetime(2026, 11, 23, tzinfo=UTC)

_HEADS = "佐サ 鈴スズ 高タカ 田タ 伊イ 渡ワタ 山ヤマ 中ナカ 小コ 加カ 吉ヨシ 松マツ 井イ 木キ 林ハヤシ 清シ 森モリ 池イケ 橋ハシ 石イシ"
_TAILS = "藤トウ 木キ 橋ハシ 中ナカ 辺ナベ 本モト 村ムラ 林バヤシ 島シマ 田タ 原ハラ 野ノ 川カワ 崎サキ 上ウエ 口グチ 下シタ 沢サワ 岡オカ 水ミズ"
_GIVEN = "太郎タロウ 一郎イチロウ 健二ケンジ 花子ハナコ 美咲ミサキ 大輔ダイスケ 翔ショウ 陽子ヨウコ 直樹ナオキ 恵メグミ 誠マコト 由美ユミ 隆タカシ 拓也タクヤ 愛アイ"
_AREAS = (
    "千葉",
    "習志野",
    "袖ヶ浦",
    "野田",
    "柏",
    "足立",
    "練馬",
    "品川",
    "大宮",
    "春日部",
    "横浜",
    "なにわ",
    "名古屋",
)
_MODELS = (
    "プリウス",
    "アクア",
    "カローラ",
    "ヴォクシー",
    "ノート",
    "セレナ",
    "フィット",
    "タント",
    "ワゴンR",
    "ハイエース",
)
_TOWNS = (
    "千葉市中央区",
    "千葉市稲毛区",
    "船橋市本町",
    "台東区浅草",
    "足立区千住",
    "さいたま市北区",
    "名古屋市中区",
    "大阪市北区",
)


def _pairs(words: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for word in words.split():
        kana = next(i for i, c in enumerate(word) if "ァ" <= c <= "ー")
        pairs.append((word[:kana], word[kana:]))
    return pairs


def customers(count: int = CUSTOMERS) -> Iterator[dict[str, Any]]:
    """Rows for `customers`, keys included."""
    shake = random.Random(_SEED)
    heads, tails, given = _pairs(_HEADS), _pairs(_TAILS), _pairs(_GIVEN)
    for number in range(1, count + 1):
        (h, hk), (t, tk), (g, gk) = shake.choice(heads), shake.choice(tails), shake.choice(given)
        company = shake.random() < 0.08
        row: dict[str, Any] = {
            "id": number,
            "name": f"株式会社{h}{t}商会" if company else f"{h}{t} {g}",
            "kana": f"{hk}{tk}ショウカイ" if company else f"{hk}{tk} {gk}",
            "mobile": f"0{shake.choice('789')}0-{shake.randrange(1000, 10000)}-{shake.randrange(10000):04}",
            "phone": f"043-{shake.randrange(200, 300)}-{shake.randrange(10000):04}",
            "address": f"{shake.choice(_TOWNS)}{shake.randrange(1, 9)}-{shake.randrange(1, 30)}",
            "kind": "company" if company else "individual",
            "flag_sms": shake.random() < 0.7,
            "created_at": _DAY,
            "updated_at": _DAY,
        }
        yield {**row, **customer_keys(row)}


def vehicles(count: int = VEHICLES, owners: int = CUSTOMERS) -> Iterator[dict[str, Any]]:
    """Rows for `vehicles`, keys included."""
    shake = random.Random(_SEED + 1)
    for number in range(1, count + 1):
        digits = f"{shake.randrange(1, 10000)}"
        row: dict[str, Any] = {
            "id": number,
            "customer_id": shake.randrange(1, owners + 1),
            "plate_area": shake.choice(_AREAS),
            "plate_class": shake.choice(("300", "500", "580", "301")),
            "plate_kana": shake.choice("さすせそたちつてとなにぬねの"),
            "plate_number": digits,
            "model": shake.choice(_MODELS),
            "inspection_expiry": date(2026, 1, 1) + timedelta(days=shake.randrange(730)),
            "sms": shake.random() < 0.7,
            "created_at": _DAY,
            "updated_at": _DAY,
        }
        yield {**row, **vehicle_keys(row)}


def fill(database: Database, count: int = CUSTOMERS, cars: int = VEHICLES) -> None:
    """Insert the whole set and let the planner know it."""
    with database.write() as session:
        for model, rows in ((CustomerRow, customers(count)), (VehicleRow, vehicles(cars, count))):
            chunk: list[dict[str, Any]] = []
            for row in rows:
                chunk.append(row)
                if len(chunk) == _CHUNK:
                    session.execute(insert(model), chunk)
                    chunk = []
            if chunk:
                session.execute(insert(model), chunk)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
