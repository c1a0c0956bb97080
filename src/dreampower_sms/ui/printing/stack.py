"""A piece of a page that is put together from above to below and then placed."""

from dreampower_sms.ui.printing.flow import broken
from dreampower_sms.ui.printing.marks import Box, Drawing, Frame, Mark, Rule, Squares, Words
from dreampower_sms.ui.printing.paper import Type


class Block:
    """Marks of one width; `height` grows with what is added."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.height = 0.0
        self.marks: list[Mark] = []

    def space(self, height: float) -> None:
        """Room."""
        self.height += height

    def add(self, mark: Mark) -> None:
        """A mark at its own place."""
        self.marks.append(mark)

    def line(self, text: str, kind: Type, left: float = 0.0, at: float = 0.0) -> None:
        """One line."""
        self.add(Words(Box(left, self.height, self.width - left, kind.line), text, kind, at))
        self.height += kind.line

    def text(self, text: str, kind: Type, left: float = 0.0, width: float | None = None, at: float = 0.0) -> None:
        """A text in as many lines as it needs."""
        room = self.width - left if width is None else width
        for line in broken(text, kind, room):
            self.add(Words(Box(left, self.height, room, kind.line), line, kind, at))
            self.height += kind.line

    def put(self, other: "Block", left: float, top: float) -> None:
        """Another piece within this one; makes room for it."""
        self.marks += [moved(mark, left, top) for mark in other.marks]
        self.height = max(self.height, top + other.height)

    def framed(self, pad: float, width: float = 10.0, grey: int = 255) -> "Block":
        """This piece within a frame."""
        outer = Block(self.width + 2 * pad)
        outer.add(Frame(Box(0, 0, outer.width, self.height + 2 * pad), width, grey))
        outer.put(self, pad, pad)
        outer.height += pad
        return outer

    def at(self, top: float) -> list[Mark]:
        """Its marks with its upper edge there."""
        return [moved(mark, 0, top) for mark in self.marks]


def moved(mark: Mark, x: float, y: float) -> Mark:
    """The mark at another place."""
    match mark:
        case Rule():
            return mark._replace(x1=mark.x1 + x, x2=mark.x2 + x, y1=mark.y1 + y, y2=mark.y2 + y)
        case Words() | Drawing() | Frame() | Squares():
            return mark._replace(box=mark.box._replace(left=mark.box.left + x, top=mark.box.top + y))
