"""A template as one customer would get it, what it costs, and the worst case over the whole shop."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.services.template_samples import Sample, Shown, Worst
from dreampower_sms.ui import show
from dreampower_sms.ui.count_line import CountLine
from dreampower_sms.ui.forms import Reading, Tail, caption
from dreampower_sms.ui.handset import Arrived, Bubble, Glass
from dreampower_sms.ui.style import mark

_NO_VEHICLE = "車両の登録がありません\n"
NOBODY = "SMS を送れるお客様がまだいません"
COUNTING = "お店のお客様全員で計算しています…"
STOPPED = "計算を中止しました。本文を直すと計算し直します。"
FAULTY = "間違いを直すと、お店のお客様全員で計算します。"
_MOST = 3
"""Fields or characters that are named in a line."""


class TemplatePreview(QWidget):
    """It only shows; the keys of the screen change whom."""

    def __init__(self) -> None:
        super().__init__()
        self.who = Tail("試しているお客様", " ", "sectionTitle")
        self.vehicle = Reading("その車両", " ", "caption")
        self.vehicle.setWordWrap(True)
        self.missing = Tail("値のない項目")
        self.missing.setProperty("tone", "wait")
        self.missing.hide()
        self.doubtful = Tail("届かないことのある文字")
        self.doubtful.setProperty("tone", "wait")
        self.doubtful.hide()
        self.count = CountLine()
        self.worst = Reading("お店のお客様全員では", COUNTING)
        self.worst.setWordWrap(True)
        self.worst.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._number = ""
        self._bubble: Bubble | None = None
        self._page = Glass()
        self._inner = QVBoxLayout(self._page)
        self._inner.addStretch(1)
        self._build()

    def show_sample(self, sample: Sample | None, place: int, total: int) -> None:
        """Whom the text is tried on; `place` from 0."""
        if sample is None:
            self._number = ""
            self.who.setText(NOBODY)
            self.vehicle.setText(" ")
            return
        person = sample.customer
        at = f"　{place + 1:,} / {total:,} 人目" if total else ""
        self._number = show.number(parse_phone(person.mobile).e164 or "")
        self.who.setText(f"{person.name} {person.honorific}{at}")
        self.vehicle.setText(show.vehicle(sample.vehicle, "\n") if sample.vehicle is not None else _NO_VEHICLE)

    def show_shown(self, shown: Shown, body: str) -> None:
        """The text as it would arrive, its count, tier and price. What `body` itself holds is told beside it."""
        message = Arrived(self._number, "", shown.text, show.local(shown.at))
        if self._bubble is None:
            self._bubble = Bubble(message)
            self._inner.insertWidget(0, self._bubble)
        self._bubble.show_message(message)
        self._bubble.setVisible(bool(shown.text.strip()))
        self.count.show_measure(shown.measure, shown.measure.profile.max_units)
        names = list(dict.fromkeys(error.field for error in shown.missing))
        self.missing.setText(f"このお客様では空です：{'、'.join(names)}" if names else "")
        self.missing.setVisible(bool(names))
        chars = list(dict.fromkeys(one.char for one in shown.troubles if one.char not in body))
        self.doubtful.setText(f"このお客様では届かないことのある文字が入ります：{_quoted(chars)}" if chars else "")
        self.doubtful.setVisible(bool(chars))

    def show_worst(self, worst: Worst | None) -> None:
        """What it would be for everybody; None while there is a fault."""
        self.worst.setText(FAULTY if worst is None else worst_text(worst))
        mark(self.worst, "tone", "bad" if worst is not None and worst.over else "")

    def show_progress(self, done: int, total: int) -> None:
        """How far the calculation is."""
        self.worst.setText(f"{COUNTING} {done * 100 // max(total, 1)}%（Esc で中止）")

    def say(self, sentence: str) -> None:
        """Why there is no worst case."""
        self.worst.setText(sentence)
        mark(self.worst, "tone", "")

    def text(self) -> str:
        """The text in the bubble."""
        return self._bubble.accessibleDescription() if self._bubble is not None else ""

    def _build(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(90)
        panel = QFrame()
        panel.setObjectName("panel")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(10, 8, 10, 10)
        inner.setSpacing(4)
        inner.addWidget(self.who)
        inner.addWidget(self.vehicle)
        inner.addWidget(scroll, 1)
        inner.addWidget(self.missing)
        inner.addWidget(self.doubtful)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(panel, 1)
        column.addWidget(self.count)
        column.addWidget(caption("お店のお客様全員では", "sectionTitle"))
        column.addWidget(self.worst)


def worst_text(worst: Worst) -> str:
    """The worst case in at most five lines."""
    if not worst.recipients:
        return f"{NOBODY}。"
    of = "台" if worst.by_vehicle else "名"
    lines: list[str] = []
    if worst.longest is not None and worst.measure is not None:
        person, counted = worst.longest.customer, worst.measure
        tier = f"区分{counted.tier}" if counted.tier is not None else "送れない長さ"
        lines.append(f"最も長い方で {counted.units} 文字・{tier}（{person.name} {person.honorific}）")
    if worst.tiers:
        lines.append("　".join(f"区分{tier}：{count:,} {of}" for tier, count in worst.tiers.items()))
    if worst.over:
        lines.append(f"長すぎて送れない方：{worst.over:,} {of}")
    if worst.missing:
        fields = sorted(worst.missing.items(), key=_most_first)[:_MOST]
        lines.append("空のため送れない方：" + "、".join(f"{field} {count:,} {of}" for field, count in fields))
    if worst.doubtful:
        chars = sorted(worst.doubtful.items(), key=_most_first)[:_MOST]
        lines.append("届かないことのある文字：" + "、".join(f"「{char}」{count:,} {of}" for char, count in chars))
    return "\n".join(lines)


def _quoted(chars: list[str]) -> str:
    more = "ほか" if len(chars) > _MOST else ""
    return "".join(f"「{char}」" for char in chars[:_MOST]) + more


def _most_first(one: tuple[str, int]) -> int:
    return -one[1]
