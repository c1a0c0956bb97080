"""確認書 of one message: to whom, what, count, tier, price, clerk. Printed from the text as it would be sent."""

from datetime import datetime
from html import escape

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from dreampower_sms.domain.company import Company
from dreampower_sms.services.send import Preview, SendRequest
from dreampower_sms.ui import show
from dreampower_sms.ui.printing.preview import PrintPreview
from dreampower_sms.ui.style import FALLBACKS, FAMILY
from dreampower_sms.ui.wording.sending import PURPOSES

_MARGIN_MM = 18
_POINTS = 11


def statement_html(request: SendRequest, preview: Preview, company: Company, now: datetime) -> str:
    """The page. Black on white whatever the theme is."""
    person = request.recipient.customer
    facts = (
        ("宛先", f"{person.name} {person.honorific}" if person else ""),
        ("携帯番号", show.number(request.recipient.phone.e164 or "")),
        ("目的", PURPOSES[request.purpose]),
        ("文字数", f"{preview.measure.units} 文字"),
        ("料金区分", f"{preview.measure.tier}"),
        ("料金（見込み）", show.yen(preview.measure.price)),
        ("担当", request.clerk or "―"),
        ("作成", show.moment(now)),
    )
    rows = "".join(f"<tr><td width='25%'><b>{k}</b></td><td>{escape(v)}</td></tr>" for k, v in facts)
    body = escape(preview.text).replace("\n", "<br>")
    return (
        "<h1 align='center'>ショートメッセージ確認書</h1>"
        f"<table width='100%' border='1' cellspacing='0' cellpadding='6'>{rows}</table>"
        "<h3>メッセージ</h3>"
        f"<table width='100%' border='1' cellspacing='0' cellpadding='10'><tr><td>{body}</td></tr></table>"
        f"<p align='right'>{escape(company.formal_name or company.name)}<br>{escape(company.address)}<br>"
        f"{escape(company.phone)}</p>"
    )


def document(html: str) -> QTextDocument:
    """The page laid out in the program's font."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(_POINTS)
    made.setDefaultFont(font)
    made.setDefaultStyleSheet("body, td, th, p, h1, h3 { color: black; }")
    made.setHtml(html)
    return made


def preview_dialog(
    parent: QWidget, title: str, html: str, page_size: QPageSize.PageSizeId = QPageSize.PageSizeId.A5
) -> PrintPreview:
    """Show the page before it is printed; printer, copies and PDF are chosen there."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(page_size),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    dialog = PrintPreview(printer, parent, title)
    page = document(html)
    page.setParent(dialog)
    dialog.paintRequested.connect(page.print_)
    dialog.open()
    return dialog
