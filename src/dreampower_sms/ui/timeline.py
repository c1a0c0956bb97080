"""All that happened to one message, as a short page: text, count and price, attempts and results in their order."""

from datetime import datetime
from html import escape

from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.reach import CALL_AFTER
from dreampower_sms.gateways.outcome import Delivery
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.style import tone
from dreampower_sms.ui.wording.sending import PURPOSES, STATES, TONES

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
    body = escape(message.body).replace("\n", "<br>")
    course = "".join(f"<tr><td>{at}&nbsp;</td><td>{escape(text)}</td></tr>" for at, text in events(timeline))
    return (
        f"<h3{style}>{STATES[message.state]}</h3>{_why(message.code)}{_call(timeline)}"
        f"<p>{body}</p><hr><table>{rows}</table><h4>経過</h4><table>{course}</table>"
    )


def _overridden(code: str) -> str:
    return wording.sentence(code).removesuffix("。") if wording.has(code) else code


def _why(code: str) -> str:
    return f"<p>{escape(wording.sentence(code))}</p>" if code and wording.has(code) else ""


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
    """Moments and what happened at them, the first one first."""
    found: list[tuple[datetime, str]] = [(timeline.message.created_at, "送信を登録")]
    for attempt in timeline.attempts:
        found.append((attempt.started_at, f"送信 {attempt.no} 回目"))
        if attempt.ended_at is not None:
            found.append((attempt.ended_at, _outcome(attempt.outcome, attempt.code)))
    found += [(result.at, _delivery(result.delivery, result.code)) for result in timeline.results]
    found.sort(key=lambda event: event[0])
    return [(show.to_the_second(at), text) for at, text in found]


_OUTCOMES = {
    "accepted": "送信サービスが受け付けました",
    "refused": "送信サービスが断りました",
    "not_sent": "送信できませんでした（まだ送られていません）",
    "unknown": "返事がなく結果不明になりました",
}


def _outcome(outcome: str, code: str) -> str:
    said = _OUTCOMES.get(outcome, outcome)
    return f"{said}：{wording.sentence(code)}" if code and wording.has(code) else said


def _delivery(delivery: str, code: str) -> str:
    said = _DELIVERIES[Delivery(delivery)] if delivery in set(Delivery) else delivery
    return f"{said}：{wording.sentence(code)}" if code and wording.has(code) else said
