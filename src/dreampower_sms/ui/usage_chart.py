"""What thirteen months cost, as bars: read by keyboard, with every figure in the table beside it."""

from collections.abc import Sequence
from math import ceil, floor, log10

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dreampower_sms.domain.usage import Month
from dreampower_sms.ui import show
from dreampower_sms.ui.announce import announce
from dreampower_sms.ui.style import colours, edge_width

_SHARE = 0.62
"""Of the room of a month that its bar fills."""
_ROWS = 10
"""Lines of text that the chart would like to be high."""
_SMALLER = 0.9
"""Its letters beside those of the screen."""
_NICE = (1, 2, 2.5, 5, 10)
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_EDGE = 4.0
_DASHES = ((4.0, 2.0), (1.0, 2.0))
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def scale_end(highest: float) -> float:
    """Where the scale ends: a round figure that is not below the highest one."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(highest))
    return next(nice * power for nice in _NICE if nice * power >= highest * (1 - 1e-9))


def said(month: Month) -> str:
    """One month in words, as a screen reader tells it."""
    line, bill = month.line, month.bill
    return (
        f"{month.first.year}年{month.first.month}月　{line.messages:,} 件　料金 {show.yen(line.price)}　"
        f"税込 {show.yen(bill.total)}"
    )


class UsageChart(QWidget):
    """← → Home End move, and so does a click; what is chosen is told."""

    moved = Signal(int)
    """The place of the month that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._months: Sequence[Month] = ()
        self._limits: Sequence[tuple[str, int]] = ()
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("13 か月の料金のグラフ")

    def show_months(self, months: Sequence[Month], limits: Sequence[tuple[str, int]], place: int) -> None:
        """Draw these; `limits` of a month by their names, in yen."""
        self._months, self._limits = months, limits
        self.show_place(place)

    def show_place(self, place: int) -> None:
        """Mark a month."""
        self.place = max(0, min(place, len(self._months) - 1))
        words = [said(self._months[self.place])] if self._months else []
        self.setAccessibleDescription("　".join([*words, *(f"{name} {yen:,}円" for name, yen in self._limits)]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0") * 80, self.fontMetrics().height() * _ROWS)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0") * 40, self.fontMetrics().height() * 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._months) - 1
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._move(self.place + step)
        elif event.key() == Qt.Key.Key_Home:
            self._move(0)
        elif event.key() == Qt.Key.Key_End:
            self._move(last)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plot = self._plot()
        if self._months and plot.left() <= event.position().x() < plot.right():
            self._move(int((event.position().x() - plot.left()) / plot.width() * len(self._months)))
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._letters())
        self._paint_ground(painter)
        plot = self._plot()
        end = self._end()
        self._paint_scale(painter, plot, end)
        for place, month in enumerate(self._months):
            self._paint_month(painter, plot, place, month, end)
        self._paint_chosen(painter, plot)
        self._paint_limits(painter, plot)
        self._paint_figures(painter)  # last: neither the line nor a bar beside it goes through a figure

    def figures(self) -> dict[int, tuple[str, QRectF]]:
        """What a bar cost, by its place, and where it is written: above the bar, and above the line of a limit where
        that would go through it; never outside. Where one is too wide for its bar only the chosen one is written.
        """
        plot, line, end = self._plot(), self._small().height(), self._end()
        step, limits = plot.width() / len(self._months), sorted(self.limits_at(), reverse=True)
        every = self._amounts_fit(step)
        found: dict[int, tuple[str, QRectF]] = {}
        for place, month in enumerate(self._months):
            if not month.line.messages or not (every or place == self.place):
                continue
            text = _figure(month)
            wide = self._small().horizontalAdvance(text) + 2
            bottom = plot.bottom() - plot.height() * float(month.line.price) / end - 1
            for limit in limits:
                if bottom - line < limit <= bottom + 2:
                    bottom = limit - 2
            left = plot.left() + step * (place + 0.5) - wide / 2
            left = min(max(left, plot.left()), self.width() - wide)
            found[place] = text, QRectF(left, bottom - line, wide, line)
        return found

    def legend(self) -> list[tuple[str, QRectF]]:
        """The names of the limits and where they are written: side by side, or below each other where it is narrow."""
        line = self._small().height()
        x, y = _EDGE, _EDGE
        found: list[tuple[str, QRectF]] = []
        for name, yen in self._limits:
            text = f"{name} {yen:,}円"
            wide = self._small().horizontalAdvance(text) + 2
            if found and x + line * 2.4 + wide > self.width():
                x, y = _EDGE, y + line * 1.1
            found.append((text, QRectF(x + line * 2.4, y, wide, line)))
            x += line * 4 + wide
        return found

    def limits_at(self) -> list[float]:
        """Where the lines of the limits run."""
        plot, end = self._plot(), self._end()
        return [plot.bottom() - plot.height() * yen / end for _, yen in self._limits]

    def _move(self, place: int) -> None:
        if self._months and 0 <= place < len(self._months) and place != self.place:
            self.show_place(place)
            announce(self, said(self._months[place]))
            self.moved.emit(place)

    def _small(self) -> QFontMetricsF:
        return QFontMetricsF(self._letters())

    def _letters(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _SMALLER)
        return font

    def _end(self) -> float:
        """What the top of the scale stands for, in yen."""
        prices = (float(month.line.price) for month in self._months)
        return scale_end(max((*prices, *(yen for _, yen in self._limits))))

    def _plot(self) -> QRectF:
        """Where the bars stand."""
        line = self._small().height()
        beside = [_short(self._end(), 2)] if self._months else [""]
        left = max(self._small().horizontalAdvance(text) for text in beside) + 14
        legend = max((room.bottom() for _, room in self.legend()), default=0.0)
        return QRectF(left, line * 1.6 + legend, self.width() - left - 8, self.height() - line * 3.9 - legend)

    def _paint_ground(self, painter: QPainter) -> None:
        """With the edge of the table beside it."""
        inset = edge_width() / 2
        painter.setPen(QPen(QColor(colours().edge), edge_width()))
        painter.setBrush(QColor(colours().base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)

    def _paint_scale(self, painter: QPainter, plot: QRectF, end: float) -> None:
        for part in range(3):
            y = plot.bottom() - plot.height() * part / 2
            painter.setPen(QPen(QColor(colours().border), 1))
            painter.drawLine(int(plot.left()), round(y), int(plot.right()), round(y))
            painter.setPen(QColor(colours().faint))
            painter.drawText(self._beside(plot, y), _AT_RIGHT, _short(end, part))

    def _beside(self, plot: QRectF, y: float) -> QRectF:
        """Room for a word at the left of the bars."""
        line = self._small().height()
        return QRectF(0, y - line / 2, plot.left() - 6, line)

    def _paint_month(self, painter: QPainter, plot: QRectF, place: int, month: Month, end: float) -> None:
        step, line = plot.width() / len(self._months), self._small().height()
        middle = plot.left() + step * (place + 0.5)
        height = plot.height() * float(month.line.price) / end
        bar = QRectF(middle - step * _SHARE / 2, plot.bottom() - height, step * _SHARE, height)
        chosen = place == self.place
        painter.fillRect(bar, QColor(colours().accent if chosen else colours().edge))
        painter.setPen(QColor(colours().text if chosen else colours().faint))
        below = QRectF(middle - step / 2, plot.bottom() + 2, step, line)
        centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        first = month.first
        named = f"{first.month}月"
        painter.drawText(below, centre, named if self._small().horizontalAdvance("12月 ") < step else f"{first.month}")
        if place == 0 or first.month == 1:
            wide = below.adjusted(-step / 2, line, step / 2, line)
            painter.drawText(wide, centre, f"{first.year}")

    def _paint_chosen(self, painter: QPainter, plot: QRectF) -> None:
        step, line = plot.width() / len(self._months), self._small().height()
        painter.setPen(QPen(QColor(colours().accent), 3 if self.hasFocus() else edge_width()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left = plot.left() + step * self.place + 1
        painter.drawRoundedRect(QRectF(left, plot.top() - line * 1.3, step - 2, plot.height() + line * 2.4), 4, 4)

    def _paint_figures(self, painter: QPainter) -> None:
        for place, (text, room) in self.figures().items():
            painter.fillRect(room, QColor(colours().base))
            painter.setPen(QColor(colours().text if place == self.place else colours().faint))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)

    def _amounts_fit(self, step: float) -> bool:
        """Figures above all bars or, where one is too wide, above the chosen one only."""
        return max(self._small().horizontalAdvance(_figure(month)) for month in self._months) + 2 <= step

    def _paint_limits(self, painter: QPainter, plot: QRectF) -> None:
        """The lines, and above the bars the name of each beside a piece of it: by its dashes, not by a colour alone."""
        legend = self.legend()
        for (text, room), y, dashes, colour in zip(legend, self.limits_at(), _DASHES, _tones(), strict=False):
            pen = QPen(QColor(colour), 2)
            pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawLine(int(plot.left()), round(y), int(plot.right()), round(y))
            middle = round(room.center().y())
            painter.drawLine(round(room.left() - room.height() * 2.2), middle, round(room.left() - 8), middle)
            painter.setPen(QColor(colours().text))
            painter.drawText(room, _AT_LEFT, text)


def _tones() -> tuple[str, str]:
    return colours().bad, colours().wait


def _figure(month: Month) -> str:
    return f"{ceil(month.line.price):,}"


def _short(end: float, part: int) -> str:
    """The figure at the bottom, the middle or the top of the scale."""
    return f"{end * part / 2:,.0f}円" if end > 1 else ("" if part else "0円")
