"""What a PDF brings along besides its pages: files, scripts, orders. None is opened or run; a person is told."""

import re

import pypdfium2 as pdfium
from pypdfium2 import raw

from db.readings import Problem

_ACTIONS = (
    (re.compile(rb"/S\s*/JavaScript\b"), "scripts"),
    (re.compile(rb"/S\s*/Launch\b"), "orders to start another program"),
    (re.compile(rb"/S\s*/(?:SubmitForm|ImportData)\b"), "orders to send what is filled in"),
)
"""As the file has them, where it does not pack them."""


def brought_along(document: pdfium.PdfDocument, data: bytes) -> list[Problem]:
    """What is told of a document that was made of these bytes."""
    found = {what: None for kind, what in _ACTIONS if kind.search(data)}
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found["scripts"] = None
    if (files := raw.FPDFDoc_GetAttachmentCount(document)) > 0:
        found["another file" if files == 1 else f"{files} other files"] = None
    return [
        Problem("the document", f"This PDF brings {what} along; nothing of that was opened or run.") for what in found
    ]
