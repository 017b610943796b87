"""PDFs: opened with care, and read by whoever makes the most of them: by their tags first."""

from dataclasses import replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.pdf.brought import brought_along
from reports.read.paper.pdf.drawings import drawings_of
from reports.read.paper.pdf.drawn import read_drawn, told_pictures
from reports.read.paper.pdf.tagged import read_tagged

_MOST_PAGES = 1_000
_DAMAGED = "it is damaged or cut off; get it again from where it came from."


def read_pdf(name: str, data: bytes, progress: Progress) -> Paper:
    """What the PDF `name` prints. Raises Unreadable where it is locked, damaged, a scan, or too long for a report."""
    document = _opened(name, data)
    try:
        pages = len(document)
        if pages > _MOST_PAGES:
            raise Unreadable(f"{name}: it has {pages:,} pages, more than {_MOST_PAGES:,}; save those that matter.")
        paper = _read(name, document, progress)
        return replace(paper, problems=(*paper.problems, *brought_along(document, data)))
    except pdfium.PdfiumError:
        raise Unreadable(f"{name}: {_DAMAGED}") from None
    finally:
        document.close()


def _read(name: str, document: pdfium.PdfDocument, progress: Progress) -> Paper:
    """By the file's tags if it has any that are to be believed, else by what is drawn."""
    if not raw.FPDFCatalog_IsTagged(document.raw):
        return read_drawn(name, document, progress)
    paper = read_tagged(name, document, progress)
    if paper is None:  # all pages have been told already
        return read_drawn(name, document, lambda _done, total: progress(total, total))
    pictures = [number for number in range(1, len(document) + 1) if _is_picture(document[number - 1])]
    return replace(paper, problems=(*told_pictures(pictures), *paper.problems))


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Is a page without letters one that was scanned?"""
    text = page.get_textpage()
    written = text.count_chars() > 0
    text.close()
    return not written and drawings_of(page).may_be_scan(*page.get_size())


def _opened(name: str, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        locked = raw.FPDF_GetLastError() in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        why = "it is locked with a password; save it without one and read that." if locked else _DAMAGED
        raise Unreadable(f"{name}: {why}") from None
