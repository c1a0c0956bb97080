"""Places in a text: Qt counts UTF-16 units, the domain counts code points."""


def units(text: str, index: int) -> int:
    """Qt's place of the code point `index`."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2


def index(text: str, place: int) -> int:
    """The code point at Qt's `place`."""
    return len(text.encode("utf-16-le", "surrogatepass")[: place * 2].decode("utf-16-le", "replace"))
