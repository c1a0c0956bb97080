"""Make the pictures of the help, and those of the README, by playing the tour and a second
round (`picture_round.py`) through the screens that it does not pass.

    python3 dev.py pictures

Which pictures there are is written in the pages: each `src="pictures/<name>.png"` is the picture of that name,
made 900 pixels wide with a palette of its own, so that all of them together weigh little more than a megabyte. The
README's keep their size. Run it when a screen has moved on.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from dreampower_sms.tour import run_tour
from scripts.picture_round import STEPS as MORE

HOME = Path(__file__).resolve().parent.parent
HELP = HOME / "resources" / "help"
README = HOME / "docs" / "tour"
WIDTH = 900
COLOURS = 96
_NUMBER = re.compile(r"^\d+_")

Colour = tuple[int, int, int]
Weighed = tuple[Colour, int]
"""A colour and how many pixels have it."""


def main() -> int:
    """Play the tour and renew all pictures; 0 when every page has its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = Path(folder, "tour"), Path(folder, "more")
        if code := run_tour(rounds[0]) or run_tour(rounds[1], MORE):
            return code
        shots = {_NUMBER.sub("", path.stem): path for each in rounds for path in each.glob("*.png")}
        wanted = wanted_pictures()
        if missing := sorted(wanted - set(shots)):
            print(f"Neither round makes a picture of: {', '.join(missing)}", file=sys.stderr)
            return 1
        _renew(wanted, shots)
        for name in re.findall(r"\(docs/tour/(\w+)\.png\)", (HOME / "README.md").read_text(encoding="utf-8")):
            (README / f"{name}.png").write_bytes(shots[name].read_bytes())
    return 0


def wanted_pictures() -> set[str]:
    """Names of the pictures that the pages show."""
    return {
        name
        for page in HELP.glob("*.html")
        for name in re.findall(r'src="pictures/(\w+)\.png"', page.read_text(encoding="utf-8"))
    }


def _renew(wanted: set[str], shots: Mapping[str, Path]) -> None:
    folder = HELP / "pictures"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        if old.stem not in wanted:
            old.unlink()
    for name in sorted(wanted):
        file = folder / f"{name}.png"
        if not reduced(QImage(str(shots[name]))).save(str(file), None, 0):
            message = f"{file} could not be written"
            raise OSError(message)
        print(f"{file.relative_to(HOME)}  {file.stat().st_size // 1024} KB")


def reduced(picture: QImage) -> QImage:
    """The picture at most `WIDTH` wide, in at most `COLOURS` colours of its own, without patterns of dots."""
    if picture.width() > WIDTH:
        picture = picture.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    weighed = [(_split(value), count) for value, count in counted.items()]
    table = [0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in palette(weighed, COLOURS)]
    no_dots = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, no_dots)


def palette(weighed: Sequence[Weighed], size: int) -> list[Colour]:
    """Median cut: the box of colours that is widest for its pixels is cut in two until there are `size`."""
    boxes = [list(weighed)]
    while len(boxes) < size:
        worst = max(boxes, key=_worth)
        if len(worst) == 1:
            break
        boxes.remove(worst)
        boxes += _cut(worst)
    return [_mean(box) for box in boxes]


def _split(value: int) -> Colour:
    return value >> 16 & 255, value >> 8 & 255, value & 255


def _spread(box: Sequence[Weighed], channel: int) -> int:
    values = [colour[channel] for colour, _ in box]
    return max(values) - min(values)


def _worth(box: Sequence[Weighed]) -> float:
    """How much is seen of the box's being one colour: its width counts more than its pixels."""
    return max(_spread(box, channel) for channel in range(3)) * sum(count for _, count in box) ** 0.33


def _cut(box: list[Weighed]) -> tuple[list[Weighed], list[Weighed]]:
    """In two at the middle of the widest channel."""
    channel = max(range(3), key=lambda channel: _spread(box, channel))
    values = [colour[channel] for colour, _ in box]
    middle = (max(values) + min(values)) / 2
    return [each for each in box if each[0][channel] <= middle], [each for each in box if each[0][channel] > middle]


def _mean(box: Sequence[Weighed]) -> Colour:
    """The colour of most of its pixels: letters and grounds keep theirs exactly."""
    return max(box, key=lambda each: each[1])[0]


if __name__ == "__main__":
    raise SystemExit(main())
