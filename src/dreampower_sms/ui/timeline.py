"""All that happened to one message, as a short page: text, count and price, attempts and results in their order."""

from datetime import datetime
from html import escape

from dreampower_sms.domain.history import Attempt, Result, Timeline
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import SETTLED, WAITING, State
from dreampower_sms.domain.reach import CALL_AFTER
from dreampower_sms.gateways.outcome import Delivery
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.style import airy_html, tone
from dreampower_sms.ui.wording.sending import HELD, PURPOSES, STATES, TONES

_DELIVERIES = {
    Delivery.PENDING: "配信中",
    Delivery.DELIVERED: "到達",
    Delivery.UNREACHABLE: "圏外・電源オフ（通信会社が再送中）",
    Delivery.FAILED: "不達",
    Delivery.NOT_FOUND: "送信サービスに記録なし",
}


JOB_LINK = "job"
"""Where the title of the job leads on a page with links."""


def timeline_html(timeline: Timeline, *, linked: bool = False) -> str:
    """The page for the details pane; with `linked` the job is a link to `JOB_LINK`."""
    message = timeline.message
    colour = TONES.get(message.state, "")
    style = f" style='color:{tone(colour)}'" if colour else ""
    facts = [
        ("宛先", f"{message.customer_name}　{show.number(message.e164)}"),
        ("目的", PURPOSES[message.purpose]),
        ("文字数・区分", f"{message.units} 文字　区分 {message.tier}　{show.yen(message.price)}（見込み）"),
        ("担当", message.clerk or "―"),
    ]
    if _planned(timeline):
        facts.append(("送信予定", show.moment(timeline.not_before)))
    if timeline.gateway_id:
        facts.append(("受付番号", timeline.gateway_id))
    if timeline.charged_units is not None:
        facts.append(("請求", f"{timeline.charged_units} 通"))
    if timeline.override_codes:
        facts.append(("承知で送信", "、".join(map(_overridden, timeline.override_codes))))
    if timeline.override_reason:
        facts.append(("送った理由", timeline.override_reason))
    if timeline.decided_by:
        facts.append(("判断", f"{timeline.decided_by}　{show.moment(timeline.decided_at)}　{timeline.decided_reason}"))
    rows = "".join(f"<tr><td><b>{k}</b>&nbsp;</td><td>{escape(v)}</td></tr>" for k, v in facts)
    if message.job_title:
        title = escape(message.job_title)
        job = f"<a href='{JOB_LINK}'>{title}</a>" if linked else title
        rows += f"<tr><td><b>ジョブ</b>&nbsp;</td><td>{job}</td></tr>"
    course = "".join(f"<tr><td>{at}&nbsp;</td><td>{escape(text)}</td></tr>" for at, text in events(timeline))
    return (
        f"<h3{style}>{STATES[message.state]}</h3>{_why(message.code)}{_waits(timeline)}{_call(timeline)}"
        f"{airy_html(message.body)}<hr><table>{rows}</table><h4>経過</h4><table>{course}</table>"
    )


def _overridden(code: str) -> str:
    return wording.sentence(code).removesuffix("。") if wording.has(code) else code


def _why(code: str) -> str:
    return f"<p>{escape(_said(code))}</p>" if code else ""


def _waits(timeline: Timeline) -> str:
    """Why it does not leave yet."""
    held = timeline.held if timeline.message.state in WAITING else ""
    return f"<p>{HELD[Held(held)]}。</p>" if held else ""


def _planned(timeline: Timeline) -> bool:
    """Whether it was to leave later than at once; not where a second try was put off."""
    tried = timeline.attempts[0].started_at if timeline.attempts else timeline.not_before
    later = timeline.not_before > timeline.message.created_at
    return later and (timeline.message.state in WAITING or timeline.not_before <= tried)


def _call(timeline: Timeline) -> str:
    """What helps while a phone is out of reach: a call, and not the same text once more."""
    message, last = timeline.message, timeline.results[-1] if timeline.results else None
    if message.state is not State.ACCEPTED or last is None or last.delivery != Delivery.UNREACHABLE:
        return ""
    until = show.moment((message.sent_at or message.created_at) + CALL_AFTER)
    return (
        "<p>圏外か、電源が入っていません。つながると届くため、同じ内容は送り直さないでください。<br>"
        f"{until} を過ぎても届かないときは、<b>電話する：{show.number(message.e164)}</b></p>"
    )


def events(timeline: Timeline) -> list[tuple[str, str]]:
    """Moments and what happened at them, in the order in which it can have happened: the gateway's clock may go
    before ours, but no result stands before the answer to the request that it is the result of.
    """
    found: list[tuple[datetime, datetime, str]] = []

    def note(at: datetime, text: str, after: datetime | None = None) -> None:
        found.append((max(at, after or at), at, text))

    note(timeline.message.created_at, "送信を登録")
    for attempt in timeline.attempts:
        note(attempt.started_at, f"送信 {attempt.no} 回目")
        note(attempt.ended_at or attempt.started_at, _answer(attempt, timeline))
    for result in timeline.results:
        note(result.at, _delivery(result), _answered_at(timeline, result))
    for at, text in _ends(timeline):
        note(at, text, found[-1][0] if timeline.results else None)
    found.sort(key=lambda event: event[0])
    return [(show.to_the_second(at), text) for _, at, text in found]


def _answered_at(timeline: Timeline, result: Result) -> datetime | None:
    """When the request ended that this is the result of: the last one that had left when it was written down."""
    before = [attempt for attempt in timeline.attempts if attempt.started_at <= result.recorded_at]
    return before[-1].ended_at or before[-1].started_at if before else None


def _ends(timeline: Timeline) -> list[tuple[datetime, str]]:
    """What a person decided, and the end where neither a result nor an answer tells it."""
    state, by = timeline.message.state, timeline.decided_by
    found: list[tuple[datetime, str]] = []
    if timeline.decided_at is not None and state is not State.CANCELLED:
        found.append((timeline.decided_at, f"{by} の判断{_colon(timeline.decided_reason)}"))
    told = timeline.results or (timeline.attempts and timeline.attempts[-1].outcome == "refused")
    if timeline.settled_at is not None and state in SETTLED and not told:
        ends = {State.CANCELLED: f"取消{_colon(by)}", State.EXCLUDED: f"除外{_colon(_said(timeline.message.code))}"}
        found.append((timeline.settled_at, ends.get(state, f"結果確定：{STATES[state]}")))
    return found


_OUTCOMES = {
    "accepted": "送信サービスが受け付けました",
    "refused": "送信サービスが断りました",
    "not_sent": "送信できませんでした（まだ送られていません）",
    "not_called": "送信サービスに渡す前に止まりました（まだ送られていません）",
    "unknown": "返事がなく結果不明になりました",
}


def _answer(attempt: Attempt, timeline: Timeline) -> str:
    if not attempt.outcome:
        posting = timeline.message.state is State.POSTING
        return "返事を待っています" if posting else "返事を受け取る前に送信の処理が途切れました"
    detail = "" if attempt.detail == timeline.gateway_id else attempt.detail  # which stands above as 受付番号
    return _OUTCOMES.get(attempt.outcome, attempt.outcome) + _colon(_said(attempt.code, detail))


def _delivery(result: Result) -> str:
    known = result.delivery in set(Delivery)
    said = _DELIVERIES[Delivery(result.delivery)] if known else result.delivery
    return said + _colon(_said(result.code, result.detail))


def _said(code: str, detail: str = "") -> str:
    """The sentence of a code; of one that has none the code itself, with the gateway's own words, for support."""
    if code and wording.has(code):
        return wording.sentence(code)
    return "　".join(filter(None, (f"コード {code}" if code else "", detail)))


def _colon(text: str) -> str:
    return f"：{text}" if text else ""
