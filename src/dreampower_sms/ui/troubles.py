"""Characters that may not arrive, as sentences."""

from dreampower_sms.domain.characters import Trouble
from dreampower_sms.ui import wording


def trouble_text(trouble: Trouble) -> str:
    """One character: what may happen to it and what would take its place."""
    said = wording.sentence(trouble.why.code, char=trouble.char, place=str(trouble.index + 1))
    if trouble.swap is None:
        return said
    return f"{said}「{trouble.swap}」に置き換えられます。" if trouble.swap else f"{said}取り除けます。"
