"""苦情対応: what to say while the customer is on the phone, below what is on record of them."""

from collections.abc import Callable
from html import escape

from dreampower_sms.services.inquiry import Card
from dreampower_sms.ui import show
from dreampower_sms.ui.help_library import HelpLibrary
from dreampower_sms.ui.keys import CLOSE, Key
from dreampower_sms.ui.screens.help import CONTENTS, SEARCH, SHEET, HelpScreen
from dreampower_sms.ui.wording.consent import KINDS
from dreampower_sms.ui.wording.sending import STATES

_PAGE = "complaints"
_MESSAGES = 3


class ComplaintsScreen(HelpScreen):
    """The page of complaints, with the facts of one customer on top."""

    id, title = "complaints", "苦情対応"
    keys = (
        {
            3: SEARCH,
            4: Key("配信停止", "stop", "why_not_stop", help="照会に戻り、この番号への送信を止めます。"),
            5: CONTENTS,
            6: SHEET,
            12: CLOSE,
        },
    )

    def __init__(
        self, card: Card | None, library: HelpLibrary, stop: Callable[[], None] | None, fees: str = ""
    ) -> None:
        self._card, self._stop = card, stop
        super().__init__(_PAGE, library, fees)

    def html(self, page: str) -> str:
        text = super().html(page)
        if page != _PAGE or self._card is None:
            return text
        return text.replace("<body>", f"<body>{facts_html(self._card)}", 1)

    def stop(self) -> None:
        """F4: back to the card, where the number is stopped."""
        if self._stop is not None:
            self._stop()

    def why_not_stop(self) -> str:
        """A customer with a number that is not stopped."""
        if self._card is None or self._stop is None:
            return "照会でお客様を選んでから開くと使えます。"
        if not self._card.phone.sendable:
            return "止める携帯番号がありません。"
        return "すでに配信停止になっています。" if self._card.stopped else ""


def facts_html(card: Card) -> str:
    """Who it is, what they agreed to, what they got last."""
    person = card.customer
    consent = card.consents[-1] if card.consents else None
    said = (
        f"{KINDS[consent.kind]}（{show.moment(consent.at)}　{consent.source}　担当 {consent.clerk or '―'}）"
        if consent is not None
        else "記録がありません"
    )
    sent = "".join(
        f"<li>{show.sending(row)}　{STATES[row.state]}　{escape(show.one_line(row.body))}</li>"
        for row in card.messages[:_MESSAGES]
    )
    return (
        f"<p><b>{escape(person.name)} {escape(person.honorific)}　{escape(person.mobile)}</b></p>"
        f"<p>同意：{escape(said)}　／　{'配信停止中です' if card.stopped else '配信停止ではありません'}</p>"
        f"<ul>{sent or '<li>まだ何も送っていません</li>'}</ul><hr>"
    )
