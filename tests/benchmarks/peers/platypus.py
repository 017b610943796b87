"""One bare Platypus table of the same text: the same fonts, a repeated heading, rows that may be split, no contents."""

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

FONTS = Path(__file__).parents[3] / "reports" / "write" / "fonts"
WIDTHS = (100, 76, 160, 155, 156, 122)


def main(rows: Path, paper: str) -> None:
    for name in ("NotoSans-Regular", "NotoSans-Bold"):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    plain = ParagraphStyle("plain", fontName="NotoSans-Regular", fontSize=8.5, leading=11.5)
    bold = ParagraphStyle("bold", parent=plain, fontName="NotoSans-Bold")
    cells = [
        [Paragraph(escape(text), plain if n and column else bold) for column, text in enumerate(row)]
        for n, row in enumerate(json.loads(rows.read_text("utf-8")))
    ]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), "NotoSans-Regular")]
    table = Table(cells, colWidths=WIDTHS, repeatRows=1, splitInRow=1, style=style)
    document = SimpleDocTemplate(
        paper, pagesize=(841.89, 595.28), leftMargin=30, rightMargin=30, topMargin=44, bottomMargin=44,
        initialFontName="NotoSans-Regular",
    )  # fmt: skip
    document.build([table])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
