"""What became of messages, in a sentence that can be understood without the screen."""

from dreampower_sms.domain.messages import State
from dreampower_sms.domain.news import ListNews, MessageNews
from dreampower_sms.ui import show, wording

_MESSAGES = {
    State.QUEUED: "{} への SMS は送信を待っています。",
    State.ACCEPTED: "{} に SMS を送信しました。",
    State.DELIVERED: "{} に SMS が届きました。",
    State.UNDELIVERED: "{} に SMS が届きませんでした。",
    State.REJECTED: "{} への SMS は送信できませんでした。",
    State.EXCLUDED: "{} への SMS は送信しませんでした。",
    State.UNKNOWN: "{} への SMS は結果不明です。",
}
"""What `MessageNews` is told of."""


def news(told: MessageNews | ListNews) -> str:
    """The sentence of a piece of news."""
    return _list(told) if isinstance(told, ListNews) else _message(told)


def _message(told: MessageNews) -> str:
    number = show.number(told.e164)
    who = f"{told.customer_name} 様（{number}）" if told.customer_name else number
    where = "SMS の「要確認」で、送るか取り消すかを決めてください。" if told.state is State.QUEUED else ""
    return _MESSAGES[told.state].format(who) + (_reason(told.code) if told.is_bad else "") + where


def _list(told: ListNews) -> str:
    title = f"まとめ送信「{told.title}」" if told.title else "まとめ送信"
    if told.paused:
        return f"{title}が一時停止しました。{_reason(told.paused)}"
    counts = ((told.sent, "送信 {:,} 通"), (told.failed, "うち届かないもの {:,} 通"), (told.waiting, "要確認 {:,} 通"))
    return f"{title}が終わりました。" + "、".join(words.format(count) for count, words in counts if count) + "。"


def _reason(code: str) -> str:
    """A code of a gateway that this version does not know has no sentence."""
    return wording.sentence(code) if code and wording.has(code) else ""
