"""PDFs: opened with care, and read by whoever makes the most of them: by their tags first."""

from dataclasses import replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.brought import brought_along
from reports.read.paper.drawn import read_drawn
from reports.read.paper.tagged import read_tagged

_MOST_PAGES = 1_000
_DAMAGED = "it is damaged or cut off; get it again from where it came from."


def read_pdf(name: str, data: bytes, progress: Progress) -> Paper:
    """What the PDF `name` prints. Raises Unreadable where it is locked, damaged, a scan, or too long for a report."""
    document = _opened(name, data)
    try:
        pages = len(document)
        if pages > _MOST_PAGES:
            raise Unreadable(f"{name}: it has {pages:,} pages, more than {_MOST_PAGES:,}; save those that matter.")
        paper = read_tagged(name, document, progress) if raw.FPDFCatalog_IsTagged(document.raw) else None
        paper = paper or read_drawn(name, document, progress)
        return replace(paper, problems=(*paper.problems, *brought_along(document, data)))
    except pdfium.PdfiumError:
        raise Unreadable(f"{name}: {_DAMAGED}") from None
    finally:
        document.close()


def _opened(name: str, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        locked = raw.FPDF_GetLastError() in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        why = "it is locked with a password; save it without one and read that." if locked else _DAMAGED
        raise Unreadable(f"{name}: {why}") from None
