"""The looks: a Japanese font on every machine, text that can be read in each theme, nothing cut at any zoom."""

import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from PySide6.QtCore import QFile
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QImageReader, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit

from dreampower_sms import paths
from dreampower_sms.domain.messages import State
from dreampower_sms.ui import style
from dreampower_sms.ui.handset import BUBBLE, FAINT, GLASS, INK
from dreampower_sms.ui.style import THEMES, Colours, Theme
from dreampower_sms.ui.watermark import ALPHA
from dreampower_sms.ui.window import MainWindow
from dreampower_sms.ui.wording.sending import STATES, TONES
from tests.ui.sampler import Sampler
from tests.ui.walk import assert_accessible, assert_not_clipped, settle

TEXT = {Theme.LIGHT: 4.5, Theme.DARK: 4.5, Theme.CONTRAST: 7.0}
PART = 3.0
"""WCAG 2.2: least contrast of text (1.4.3, and 1.4.6 where contrast is high), and of edges and rings that say where a
control is (1.4.11).
"""

TEXTS = {
    "window": ("text", "faint", "accent", "good", "bad", "wait"),
    "base": ("text", "faint", "accent", "good", "bad", "wait"),
    "alternate": ("text", "faint", "good", "bad", "wait"),
    "button": ("text", "faint"),
    "accent": ("on_accent",),
    "header": ("on_header", "header_faint"),
    "slot_off": ("header_faint",),
    "bad": ("base",),
    "bad_ground": ("bad", "text", "faint"),
    "wait_ground": ("wait",),
    "practice": ("on_practice",),
}
"""Which texts stand on which ground."""


def luminance(colour: QColor) -> float:
    """Relative luminance by WCAG 2.2."""
    weighted = ((0.2126, colour.redF()), (0.7152, colour.greenF()), (0.0722, colour.blueF()))
    return sum(w * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for w, part in weighted)


def contrast(one: QColor | str, other: QColor | str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(ground: str, paint: str, alpha: int) -> QColor:
    """What `paint` with this alpha leaves of `ground`."""
    below, above, share = QColor(ground), QColor(paint), alpha / 255
    parts = ((below.red(), above.red()), (below.green(), above.green()), (below.blue(), above.blue()))
    return QColor(*(round(b * (1 - share) + a * share) for b, a in parts))


PAIRS = [(theme, ground, text) for theme in Theme for ground, texts in TEXTS.items() for text in texts]


def rules(theme: Theme) -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and properties of each rule of the style sheet, filled in."""
    sheet = style.filled(paths.resource("styles/app.qss").read_text(encoding="utf-8"), theme, 1.0)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        parts = (line.partition(":") for line in body.split(";") if ":" in line)
        yield selector.strip(), {name.strip(): value.strip() for name, _, value in parts}


@pytest.mark.parametrize(("known", "ratio"), [(("#fff", "#000"), 21), (("#777", "#fff"), 4.48), (("#123", "#123"), 1)])
def test_the_measure_agrees_with_known_values(known: tuple[str, str], ratio: float) -> None:
    assert contrast(*known) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(("theme", "ground", "text"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: Theme, ground: str, text: str) -> None:
    colours = asdict(THEMES[theme])
    assert contrast(colours[ground], colours[text]) >= TEXT[theme]


@pytest.mark.parametrize("theme", Theme)
def test_every_colour_is_judged(theme: Theme) -> None:
    judged = {*TEXTS, *(text for texts in TEXTS.values() for text in texts), "edge"}
    assert set(asdict(THEMES[theme])) - judged == {"border"}  # which parts places and says nothing


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("ground", ["window", "base"])
@pytest.mark.parametrize("part", ["edge", "accent", "bad"])
def test_a_control_and_its_focus_can_be_seen(theme: Theme, ground: str, part: str) -> None:
    colours = asdict(THEMES[theme])
    assert contrast(colours[ground], colours[part]) >= PART


@pytest.mark.parametrize("theme", Theme)
def test_a_key_stands_out_from_the_bar(theme: Theme) -> None:
    colours = THEMES[theme]
    assert max(contrast(colours.header, colours.button), contrast(colours.header, colours.edge)) >= PART


def test_high_contrast_also_shows_what_only_parts_places() -> None:
    colours = THEMES[Theme.CONTRAST]
    assert contrast(colours.border, colours.window) >= PART
    assert "border: 2px solid" in style.filled("border: @line solid @edge;", Theme.CONTRAST, 1.0)


@pytest.mark.parametrize("theme", Theme)
def test_rules_that_set_text_and_ground_can_be_read(theme: Theme) -> None:
    judged = 0
    for selector, properties in rules(theme):
        ground, text = properties.get("background", ""), properties.get("color", "")
        if ground.startswith("#") and text:
            judged += 1
            assert contrast(ground, text) >= TEXT[theme], selector
    assert judged > 12


@pytest.mark.parametrize("theme", Theme)
def test_the_watermark_makes_no_text_harder_to_read(theme: Theme) -> None:
    colours = asdict(THEMES[theme])
    for ground in ("window", "base", "alternate"):
        marked = over(colours[ground], colours["practice"], ALPHA)
        for text in TEXTS[ground]:
            assert contrast(marked, over(colours[text], colours["practice"], ALPHA)) >= TEXT[theme], (ground, text)


def test_what_a_colour_says_a_word_says_too() -> None:
    """Nobody needs to see a colour: states of different tones have different names."""
    tones = {STATES[state]: TONES.get(state, "") for state in State}
    assert len(tones) == len(State)
    assert {"good", "bad", "wait"} <= set(tones.values())


def test_the_handset_can_be_read() -> None:
    assert contrast(BUBBLE, INK) >= TEXT[Theme.CONTRAST]
    assert contrast(GLASS, FAINT) >= TEXT[Theme.CONTRAST]


@pytest.mark.parametrize("theme", Theme)
def test_the_sheet_is_filled_in(theme: Theme) -> None:
    sheet = style.filled(paths.resource("styles/app.qss").read_text(encoding="utf-8"), theme, 1.5)
    assert "@" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert "font-size: 21.3pt" in sheet  # the title of a screen: 10.5 × 1.35 × 1.5


def test_a_colour_that_no_theme_has_is_refused() -> None:
    with pytest.raises(AttributeError, match="acent"):
        style.filled("QLabel { color: @acent; }", Theme.LIGHT, 1.0)


@pytest.mark.parametrize("theme", Theme)
def test_every_icon_of_the_sheet_is_there(theme: Theme) -> None:
    icons = {found for _, properties in rules(theme) if (found := properties.get("image", ""))}
    assert len(icons) == 3
    for icon in icons:
        name = icon.removeprefix("url(").removesuffix(")")
        assert QFile.exists(name), name
        assert not QImageReader(name).read().isNull(), name


def test_the_shipped_font_is_known_with_both_weights() -> None:
    assert QFontDatabase.hasFamily(style.FAMILY)
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles(style.FAMILY))


@pytest.mark.parametrize("text", ["車検のご案内", "髙﨑 ①㈱℡～", "ﾔﾏﾀﾞ ヤマダ", "090-1234 ¥1,000", "―…「」（）：※○　"])
def test_the_font_has_what_the_screens_show(text: str) -> None:
    font = QApplication.font()
    assert QFontMetrics(font).horizontalAdvance(text) > 0
    raw = QRawFont.fromFont(font)
    assert raw.familyName() in (style.FAMILY, "BIZ UDPゴシック")
    assert 0 not in raw.glyphIndexesForString(text)  # 0 is the box of a character that a font lacks


def test_the_zoom_is_the_size_of_everything_that_is_read(qapp: QApplication) -> None:
    label = QLabel("車検")
    label.ensurePolished()
    before = label.sizeHint().height()
    style.apply(qapp, Theme.LIGHT, 1.5)
    assert label.sizeHint().height() == pytest.approx(before * 1.5, abs=2)


def test_qt_s_own_menus_and_buttons_are_japanese(normal_sheet: str, qapp: QApplication) -> None:
    line = QLineEdit("あ")
    menu = line.createStandardContextMenu()
    said = "".join(action.text() for action in menu.actions())
    for word in ("元に戻す", "切り取り", "コピー", "貼り付け", "すべてを選択"):
        assert word in said, word
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Cancel | buttons.Save)
    assert "キャンセル" in box.button(buttons.Cancel).text()
    assert "保存" in box.button(buttons.Save).text()


def test_a_tone_is_a_colour_of_the_theme_in_use(qapp: QApplication) -> None:
    style.apply(qapp, Theme.DARK)
    assert style.tone("bad") == THEMES[Theme.DARK].bad
    assert style.colours() == THEMES[Theme.DARK]


def test_a_mark_dresses_a_widget_anew(qapp: QApplication) -> None:
    label = QLabel("不達")
    label.ensurePolished()
    style.mark(label, "tone", "bad")
    colours: Colours = style.colours()
    assert label.palette().windowText().color() == QColor(colours.bad)
    style.mark(label, "tone", "good")
    assert label.palette().windowText().color() == QColor(colours.good)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_nothing_is_cut_on_a_screen_with_everything(
    window: MainWindow, qapp: QApplication, theme: Theme, zoom: float
) -> None:
    style.apply(qapp, theme, zoom)
    window.open(Sampler(window.jobs))
    window.show_identity("山川自動車工業株式会社", "佐藤", practice=True)
    window.line.say("配信停止の番号です。お客様の希望がないかぎり送信できません。", "warn")
    settle()
    assert (window.width(), window.height()) == (1366, 768)
    assert_not_clipped(window)
    assert_accessible(window)
