"""The least that reads a PDF: the words of each page once, by the library that we read with too."""

import sys

import pypdfium2

with pypdfium2.PdfDocument(sys.argv[1]) as document:
    for page in document:
        page.get_textpage().get_text_range()
