"""Lists of the program with all their columns, as tables for an export."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from dreampower_sms.db.exporting import WholeCustomer, WholeMessage
from dreampower_sms.domain.jobs import JobSummary
from dreampower_sms.domain.messages import NOT_LEFT, State
from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.domain.reconciling import Pair
from dreampower_sms.domain.rounding import Bill
from dreampower_sms.domain.usage import By, UsageLine, UsageStatement
from dreampower_sms.services.exporting.table import Column, Kind, Table, by_ids
from dreampower_sms.services.importing.fields import CUSTOMER
from dreampower_sms.services.inspections import Due
from dreampower_sms.ui import show, usage_words, wording
from dreampower_sms.ui.job_page import state_of
from dreampower_sms.ui.reconciled import advice
from dreampower_sms.ui.wording.reconciling import KINDS
from dreampower_sms.ui.wording.sending import PURPOSES, STATES

UsageRow = tuple[str, UsageLine, Bill | None]
"""How a line is called, the line, and for a whole month its bill."""
_KINDS = {CustomerKind.INDIVIDUAL: "個人", CustomerKind.COMPANY: "法人"}


def message_table(ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[WholeMessage]]) -> Table:
    """送信履歴: these messages with everything that is kept of them."""
    return Table("送信履歴", MESSAGE_COLUMNS, len(ids), lambda: by_ids(ids, read))


def customer_table(ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[WholeCustomer]]) -> Table:
    """These customers, under the headers by which データ取込 knows the fields."""
    return Table("お客様", CUSTOMER_COLUMNS, len(ids), lambda: by_ids(ids, read))


def due_table(due: Sequence[Due]) -> Table:
    """車検一覧 as it stands."""
    return Table("車検一覧", DUE_COLUMNS, len(due), lambda: [due])


def job_table(jobs: Sequence[JobSummary]) -> Table:
    """送信ジョブ as they stand."""
    return Table("送信ジョブ", JOB_COLUMNS, len(jobs), lambda: [jobs])


def usage_table(statement: UsageStatement, by: By) -> Table:
    """利用明細 of a month in every way to part it, each a sheet; `by` comes first, and alone in a CSV."""
    first, *others = (_usage_table(statement, each) for each in sorted(By, key=lambda each: each is not by))
    return replace(first, beside=tuple(others))


def _usage_table(statement: UsageStatement, by: By) -> Table:
    """The lines of the month, then the whole with its tax; or the months, each with its tax."""
    month = statement.month
    bills = {each.line.key: each.bill for each in statement.months} if by is By.MONTH else {}
    name = usage_words.job_title if by is By.JOB else partial(usage_words.name, by)
    rows: list[UsageRow] = [(name(line), line, bills.get(line.key)) for line in statement.lines[by]]
    if by is not By.MONTH:
        rows.append(("合計", month.line, month.bill))
    columns = (
        Column(usage_words.BY[by], Kind.TEXT, _first, 30),
        *(_JOB_MOMENT if by is By.JOB else ()),
        *USAGE_COLUMNS,
    )
    return Table("利用明細", columns, len(rows), lambda: [rows], sheet=usage_words.BY[by])


def reconciled_table(pairs: Sequence[Pair]) -> Table:
    """請求照合: what differs, and what to do about it."""
    return Table("請求照合", RECONCILED_COLUMNS, len(pairs), lambda: [pairs])


def _first(row: UsageRow) -> str:
    return row[0]


def _reason(message: WholeMessage) -> str:
    return wording.sentence(message.code) if message.code and wording.has(message.code) else message.code


MESSAGE_COLUMNS = (
    Column("送信日時", Kind.MOMENT, lambda m: None if m.state in NOT_LEFT else m.history_at),
    Column("お客様", Kind.TEXT, lambda m: m.customer_name, 18),
    Column("携帯番号", Kind.TEXT, lambda m: show.number(m.e164)),
    Column("結果", Kind.TEXT, lambda m: STATES[m.state], 12),
    Column("理由", Kind.TEXT, _reason, 30),
    Column("目的", Kind.TEXT, lambda m: PURPOSES[m.purpose], 14),
    Column("タイトル", Kind.TEXT, lambda m: m.job_title, 18),
    Column("メッセージ", Kind.TEXT, lambda m: m.body, 60),
    Column("文字数", Kind.NUMBER, lambda m: m.units),
    Column("料金区分", Kind.NUMBER, lambda m: m.tier),
    Column("料金（見込み）", Kind.YEN, lambda m: m.price),
    Column("請求通数", Kind.NUMBER, lambda m: m.charged_units),
    Column("担当者", Kind.TEXT, lambda m: m.clerk),
    Column("送信予定日時", Kind.MOMENT, lambda m: m.history_at if m.state in NOT_LEFT else None),
    Column("登録日時", Kind.MOMENT, lambda m: m.created_at),
    Column("結果確定日時", Kind.MOMENT, lambda m: m.settled_at),
    Column("判断した人", Kind.TEXT, lambda m: m.decided_by),
    Column("判断日時", Kind.MOMENT, lambda m: m.decided_at),
    Column("判断の理由", Kind.TEXT, lambda m: m.decided_reason, 24),
    Column("送信サービスの番号", Kind.TEXT, lambda m: m.gateway_id, 24),
    Column("管理番号", Kind.TEXT, lambda m: m.reference, 36),
)


def _same(key: str, kind: Kind = Kind.TEXT, width: int = 0) -> Column:
    """A field that stands in the row under the import's own key."""
    return Column(CUSTOMER[key].title, kind, lambda c: getattr(c, key), width)


DUE_COLUMNS = (
    Column("期日", Kind.DATE, lambda due: due.day),
    Column("お客様", Kind.TEXT, lambda due: due.vehicle.customer_name, 18),
    Column("フリガナ", Kind.TEXT, lambda due: due.vehicle.kana, 20),
    Column("携帯番号", Kind.TEXT, lambda due: due.vehicle.mobile),
    Column("登録番号", Kind.TEXT, lambda due: due.vehicle.plate, 18),
    Column("車名", Kind.TEXT, lambda due: due.vehicle.model, 14),
    Column("車検満了日", Kind.DATE, lambda due: due.vehicle.expiry),
    Column("次回点検日", Kind.DATE, lambda due: due.vehicle.next_check),
    Column("SMS", Kind.FLAG, lambda due: due.vehicle.sms),
    Column("配信停止", Kind.FLAG, lambda due: due.stopped),
    Column("状態", Kind.TEXT, lambda due: show.CONTACTS[due.vehicle.state]),
    Column("前回の送信", Kind.MOMENT, lambda due: due.last.at if due.last else None),
)

RECONCILED_COLUMNS = (
    Column("違い", Kind.TEXT, lambda pair: KINDS[pair.kind], 22),
    Column("請求の行", Kind.NUMBER, lambda pair: pair.line.row if pair.line else None),
    Column("送信日時", Kind.MOMENT, lambda pair: pair.own.at if pair.own else pair.line.at),
    Column("請求の日付", Kind.DATE, lambda pair: pair.line.day if pair.line else None),
    Column("お客様", Kind.TEXT, lambda pair: pair.own.name if pair.own else "", 18),
    Column("携帯番号", Kind.TEXT, lambda pair: show.number(pair.own.e164 if pair.own else pair.line.e164)),
    Column("こちらの料金", Kind.YEN, lambda pair: pair.own.price if pair.own else None),
    Column("請求の料金", Kind.YEN, lambda pair: pair.line.price if pair.line else None),
    Column("円でない料金", Kind.TEXT, lambda pair: pair.line.foreign if pair.line else "", 14),
    Column("差額", Kind.YEN, lambda pair: pair.difference),
    Column("こちらの結果", Kind.TEXT, lambda pair: STATES[pair.own.state] if pair.own else "", 12),
    Column("請求の結果", Kind.TEXT, lambda pair: pair.line.status if pair.line else "", 14),
    Column("すること", Kind.TEXT, advice, 60),
    Column("送信サービスの番号", Kind.TEXT, lambda pair: pair.own.gateway_id if pair.own else pair.line.gateway_id, 24),
    Column("管理番号", Kind.TEXT, lambda pair: pair.own.reference if pair.own else pair.line.reference, 36),
)

_JOB_MOMENT = (Column("登録", Kind.MOMENT, lambda row: row[1].at),)
USAGE_COLUMNS = (
    Column("件数", Kind.NUMBER, lambda row: row[1].messages),
    Column("文字数", Kind.NUMBER, lambda row: row[1].units),
    Column("料金（税別）", Kind.YEN, lambda row: row[1].price),
    Column("うち結果不明", Kind.NUMBER, lambda row: row[1].unknown),
    Column("消費税", Kind.YEN, lambda row: row[2].tax if row[2] else None),
    Column("税込", Kind.YEN, lambda row: row[2].total if row[2] else None),
)

JOB_COLUMNS = (
    Column("登録", Kind.MOMENT, lambda job: job.created_at),
    Column("タイトル", Kind.TEXT, lambda job: job.title, 24),
    Column("状態", Kind.TEXT, state_of, 10),
    Column("目的", Kind.TEXT, lambda job: PURPOSES[job.purpose], 14),
    Column("送信日時", Kind.MOMENT, lambda job: job.scheduled_at),
    Column("宛先", Kind.NUMBER, lambda job: job.total),
    Column("待ち", Kind.NUMBER, lambda job: job.left),
    Column("到達", Kind.NUMBER, lambda job: job.count(State.DELIVERED)),
    Column("失敗", Kind.NUMBER, lambda job: job.failed),
    Column("要確認", Kind.NUMBER, lambda job: job.waits_for_person),
    Column("料金（見込み）", Kind.YEN, lambda job: job.price),
    Column("担当者", Kind.TEXT, lambda job: job.clerk),
    Column("契約", Kind.TEXT, lambda job: job.contract.title, 16),
    Column("メッセージ", Kind.TEXT, lambda job: job.body, 60),
)

CUSTOMER_COLUMNS = (
    _same("name", width=20),
    _same("kana", width=22),
    _same("honorific", width=8),
    Column(CUSTOMER["kind"].title, Kind.TEXT, lambda c: _KINDS[c.kind], 10),
    _same("zip", width=11),
    _same("address", width=44),
    _same("phone"),
    _same("mobile"),
    _same("email", width=28),
    _same("birthday", Kind.DATE),
    _same("rank", width=8),
    _same("staff", width=14),
    _same("memo", width=40),
    *(_same(key, Kind.FLAG) for key in CUSTOMER if key.startswith("flag_")),
    Column("登録日時", Kind.MOMENT, lambda c: c.created_at),
    Column("更新日時", Kind.MOMENT, lambda c: c.updated_at),
)
