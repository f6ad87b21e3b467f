"""The two-page report as a PDF of real text, and PDFs made of one picture. No dates, no chance, no compression by a
library that differs from machine to machine."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import pypdfium2
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from sample_docs.kit import font_path

NAVY = HexColor("#182a44")
GREY = HexColor("#5a6270")
LEFT, WIDTH, TOP = 62.0, A4[0] - 124, A4[1]


class Rows(NamedTuple):
    """A table, its head first."""

    cells: tuple[tuple[str, ...], ...]


class Bars(NamedTuple):
    """A bar chart: label and thousands."""

    values: tuple[tuple[str, float], ...]


Part = tuple[str, str | Rows | Bars]  # p text, h heading, t table, g chart
PAGE_1: tuple[Part, ...] = (
    ("h", "1. What the question was"),
    ("p", "The Eastern Desk asked whether Vessaria can renew its attack on the Kaldry front after the spring thaw, and "
     "with what. This note brings together imagery up to 12 March, prisoners' statements, and the returns of 31 "
     "railway stations. It replaces the note of 20 January, whose estimate of rolling stock was too high by a third."),
    ("h", "2. Men"),
    ("p", "Between 1 January and 10 March about 61 trains carried troops to Mirnau, against 88 in the ten weeks before. "
     "We put the men who arrived at 27,000 to 33,000, of whom a fifth had served before. Training has been cut from "
     "eight weeks to five. Company commanders are in short supply: of 40 prisoners from 4 GDS BDE, only 3 could name theirs."),
    ("h", "3. Ammunition"),
    ("p", "The fire of Vessarian guns fell from about 22,000 rounds a day in December to 9,500 in the first week of March. "
     "Depots at Dromny and Astragard are a third full on imagery of 9 March. Production is 48,000 rounds a month and "
     "could reach 70,000 by August if the second line at Astragard opens in time."),
    ("t", Rows((
        ("Depot", "Capacity (t)", "Held 1 Jan", "Held 9 Mar"), ("Astragard", "14,000", "9,100", "4,650"),
        ("Dromny", "8,500", "6,240", "2,900"), ("Mirnau yard", "2,200", "1,870", "1,410"), ("Kaldry forward", "900", "760", "385"),
    ))),
    ("p", "The table counts shells of all calibres. Mines and bombs are left out, as imagery does not tell full crates "
     "from empty ones. The error of each figure is about 15 percent."),
)  # fmt: skip
PAGE_2: tuple[Part, ...] = (
    ("h", "4. Roads and railways"),
    ("p", "The bridge at Tuskend carries 12 trains a day since it was reopened. On the Vessarian side the single track "
     "from Mirnau to Kaldry remains the limit: 9 trains a day in both directions, and none while it is under fire. "
     "Wheeled traffic off the roads will not be possible from about 10 March to 20 April."),
    ("h", "5. What follows"),
    ("p", "We think it likely (60 to 75 percent) that Vessaria will attack again before the end of June, most likely "
     "between Brenhof and the Vell road, with four to six brigades. A larger attack needs 100,000 rounds that are not "
     "there. We think it unlikely (15 to 25 percent) that the attack would take Vell."),
    ("p", "Our confidence is low for men and moderate for ammunition. Two things would change this view: a second "
     "track from Mirnau, on which work has not begun, or deliveries from a third country, of which there is no sign."),
    ("h", "6. Losses used in this note"),
    ("p", "Losses are those of the daily update of 1 March: killed in action 16,000 to 17,500 on the Odurian and 35,500 "
     "to 43,500 on the Vessarian side. The branch considers these ranges too narrow. Sections J2 and J5 dissent."),
    ("g", Bars((("Dec", 22.0), ("Jan", 18.4), ("Feb", 13.1), ("1-7 Mar", 9.5)))),
    ("p", "Figure 1. Rounds fired by Vessarian guns a day, in thousands. Counted from acoustic posts 2, 5 and 7; post 7 "
     "was silent from 11 to 19 February, and its share has been filled in from its neighbours."),
)  # fmt: skip


def _styles() -> dict[str, ParagraphStyle]:
    for name in ("source", "source-semibold"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font_path(name))))
    return {
        "p": ParagraphStyle("p", fontName="source", fontSize=11.5, leading=15.4, alignment=TA_JUSTIFY, spaceAfter=8),
        "h": ParagraphStyle("h", fontName="source-semibold", fontSize=13.5, leading=18, textColor=NAVY, spaceBefore=8),
    }


def _page(canvas: Canvas, number: int, parts: tuple[Part, ...]) -> None:
    styles = _styles()
    canvas.setFillColor(NAVY)
    canvas.rect(LEFT, TOP - 66, WIDTH, 3, stroke=0, fill=1)
    canvas.setFont("source-semibold", 10.5)
    canvas.drawString(LEFT, TOP - 56, "CORVANE JOINT STAFF  |  ESTIMATES BRANCH")
    canvas.drawRightString(LEFT + WIDTH, TOP - 56, "GUARDED - STAFF ONLY")
    y = TOP - 92
    if number == 1:
        canvas.setFont("source-semibold", 23)
        canvas.drawString(LEFT, y - 16, "Vessaria's means for a summer attack")
        canvas.setFont("source", 11.5)
        canvas.setFillColor(GREY)
        canvas.drawString(
            LEFT, y - 36, "Estimate EB-2023-09, 14 March 2023. Drafted by M. Quell, reviewed by the branch."
        )
        y -= 62
    for kind, content in parts:
        if isinstance(content, str):
            flow: Paragraph | Table = Paragraph(content, styles[kind])
        elif isinstance(content, Rows):
            flow = Table([list(row) for row in content.cells], colWidths=[150, 105, 105, 105], rowHeights=21)
            flow.setStyle(TableStyle([
                ("FONT", (0, 0), (-1, -1), "source", 11), ("FONT", (0, 0), (-1, 0), "source-semibold", 11),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#dde5ef")), ("GRID", (0, 0), (-1, -1), 0.5, GREY),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ]))  # fmt: skip
        else:
            y = _bars(canvas, y, content)
            continue
        _, height = flow.wrap(WIDTH, 1000)
        flow.drawOn(canvas, LEFT, y - height)
        y -= height + (14 if kind == "t" else 6)
    canvas.setFillColor(GREY)
    canvas.setFont("source", 9.5)
    canvas.drawString(LEFT, 44, "EB-2023-09")
    canvas.drawRightString(LEFT + WIDTH, 44, f"Page {number} of 2")


def _bars(canvas: Canvas, y: float, bars: Bars) -> float:
    base = y - 150
    for i, (label, value) in enumerate(bars.values):
        x = LEFT + 60 + i * 100
        canvas.setFillColor(HexColor("#6f88a8"))
        canvas.rect(x, base, 54, value * 5.4, stroke=0, fill=1)
        canvas.setFillColor(NAVY)
        canvas.setFont("source", 11)
        canvas.drawCentredString(x + 27, base - 15, label)
        canvas.drawCentredString(x + 27, base + value * 5.4 + 5, str(value))
    canvas.setStrokeColor(GREY)
    canvas.line(LEFT + 40, base, LEFT + 450, base)
    return base - 30


def report_pdf(password: str | None = None) -> bytes:
    """The report, two pages of text; encrypted when a password is given. The same bytes every time."""
    buffer = BytesIO()
    lock = None if password is None else pdfencrypt.StandardEncryption(password, "owner of it", strength=128)
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=0, encrypt=lock)
    canvas.setTitle("Vessaria's means for a summer attack")
    canvas.setAuthor("Estimates Branch")
    for number, parts in enumerate((PAGE_1, PAGE_2), 1):
        _page(canvas, number, parts)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def rendered(pdf: bytes, page_no: int, dpi: int) -> Image.Image:
    """One page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page_no - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def picture_pdf(image: Image.Image, dpi: int, quality: int) -> bytes:
    """A PDF as scanners write it: one page, one JPEG over all of it."""
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=quality)
    data = jpeg.getvalue()
    w, h = image.width * 72 / dpi, image.height * 72 / dpi
    drawing = f"q {w:.2f} 0 0 {h:.2f} 0 0 cm /Im0 Do Q".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {w:.2f} {h:.2f}] /Contents 4 0 R "
        "/Resources << /XObject << /Im0 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        f"<< /Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(data)} >>\nstream\n".encode()
        + data
        + b"\nendstream",
        b"<< /Producer (Lantern ScanStation 4) /CreationDate (D:20230318091422Z) >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for start in starts:
        out += f"{start:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
