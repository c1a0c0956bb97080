"""What an import of a file can be told and how far it can be."""

from enum import StrEnum


class RunState(StrEnum):
    """How far an import is. Only a finished one is not gone on with when the same file comes again."""

    RUNNING = "running"
    """Also one whose program crashed: nobody holds its lease then."""
    CANCELLED = "cancelled"
    DONE = "done"


class OnExisting(StrEnum):
    """What a row does to a customer or vehicle that the shop has already."""

    FILL = "fill"
    """Only what is empty is filled: nothing that anybody typed is lost."""
    OVERWRITE = "overwrite"
    """What is new in the file wins; empty cells never erase."""
    SKIP = "skip"
    """Nothing is changed, only new ones come in."""
