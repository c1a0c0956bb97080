"""Refusals of a preview as sentences: the code gives the sentence, the preview its details."""

from datetime import datetime

from dreampower_sms.domain.phone import NumberKind
from dreampower_sms.domain.sendable import Reason, Refusal
from dreampower_sms.services.send import Preview
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.wording.bulk import IN_LISTS


def refusal_text(refusal: Refusal, preview: Preview | None = None) -> str:
    """One refusal as the clerk reads it: what is wrong and what to do."""
    match refusal.reason:
        case Reason.NOT_MOBILE:
            return wording.sentence(NumberKind(refusal.detail).code)
        case Reason.MERGE_ERROR if preview is not None and preview.unreadable is not None:
            return wording.sentence(preview.unreadable.code, **preview.unreadable.details)
        case Reason.MERGE_ERROR if preview is not None and preview.field_errors:
            error = preview.field_errors[0]
            return wording.sentence(error.code, field=error.field)
        case Reason.SAME_CONTENT:
            return wording.sentence(refusal.reason, detail=show.moment(datetime.fromisoformat(refusal.detail)))
        case Reason.OUTSIDE_WINDOW:
            return wording.sentence(refusal.reason, detail=show.moment(refusal.until))
        case _:
            return wording.sentence(refusal.reason, detail=refusal.detail)


def list_refusal_text(refusal: Refusal) -> str:
    """One refusal for somebody of a list. What a single message lets through with a reason, a list does not."""
    return IN_LISTS.get(refusal.reason) or refusal_text(refusal)
