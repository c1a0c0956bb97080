"""How the pictures of the help are made small: the colours that a screen consists of are kept as they are."""

from PySide6.QtGui import QColor, QImage, QPainter

from scripts.make_help_pictures import COLOURS, WIDTH, palette, reduced, wanted_pictures

GROUND, ACCENT, WARNING = "#f3f5f8", "#0b5cad", "#b3261e"


def test_a_screen_gets_narrower_and_keeps_the_colours_of_its_grounds_and_of_a_small_warning() -> None:
    screen = QImage(1366, 768, QImage.Format.Format_RGB32)
    screen.fill(QColor(GROUND))
    painter = QPainter(screen)
    painter.fillRect(0, 0, 1366, 60, QColor(ACCENT))
    painter.fillRect(700, 400, 30, 30, QColor(WARNING))
    for shade in range(256):
        painter.fillRect(shade * 4, 700, 4, 20, QColor(shade, 255 - shade, shade // 2))
    painter.end()
    small = reduced(screen)
    assert small.width() == WIDTH
    assert small.colorCount() <= COLOURS
    places = ((450, 10, ACCENT), (450, 200, GROUND), (471, 273, WARNING))
    assert [small.pixelColor(x, y).name() for x, y, _ in places] == [colour for *_, colour in places]


def test_few_colours_are_all_kept() -> None:
    assert sorted(palette([((0, 0, 0), 5), ((9, 9, 9), 1), ((255, 0, 0), 1)], 8)) == [(0, 0, 0), (9, 9, 9), (255, 0, 0)]


def test_the_pages_name_their_pictures() -> None:
    assert {"inquiry", "sms_send", "history"} <= wanted_pictures()
