"""The copies of the paper documents: the cable, the memo, the report, and bystanders under the same letterhead."""

from __future__ import annotations

import pypdfium2

from sample_docs.forgery import drop_paragraph, retype
from sample_docs.kit import Box, Field, Sheet
from sample_docs.papers import CABLE, MEMO, OTHER_CABLE, OTHER_MEMOS, draw_cable, draw_memo
from sample_docs.renditions import Copy, jpeg, penned, photographed, redacted, scaled, scanned
from sample_docs.report import picture_pdf, rendered, report_pdf
from sample_docs.samples import Page, Sample, Story, as_jpeg, as_png, page_of

PHONE_SIZE = (1620, 2160)
REPORT_DPI = 160
HELD_9_MAR, HELD_DOCTORED = "2,900", "5,900"


def _copy(sheet: Sheet, page: str) -> tuple[Copy, dict[str, Field]]:
    return Copy(page, sheet.finished()), sheet.fields


def cables() -> list[Sample]:
    """The cable: honest copies, one with its marking changed, one redacted; and another cable."""
    flat, fields = _copy(draw_cable(CABLE), "cable-117")
    scan = scanned(flat, 21, 1440, tilt=0.4)
    photo = photographed(
        flat, 22, PHONE_SIZE, ((0.09, 0.055), (0.9, 0.075), (0.95, 0.945), (0.045, 0.93)), folds=(0.5,),
        shadow=((0.6, 1.0), (0.8, 0.7), (1.0, 0.6), (1.0, 1.0)),
    )  # fmt: skip
    open_marked = jpeg(scaled(flat, 1400), 84)
    for place in ("marking_top", "marking_end"):
        open_marked = retype(open_marked, fields[place], "OPEN", "marking")
    paragraph, sign = fields["p3"], fields["p5"]
    agrees = "agrees with the other honest copies"
    return [
        _scan_pdf(
            Story("harnath_117.pdf", "scanned, a PDF made of one picture", agrees, "cable-117/scan"), scan, 175
        ),
        as_jpeg(Story("harnath_117_phone.jpg", "the paper copy, photographed upside down (EXIF orientation 3)", agrees, "cable-117/photo"), photo, 78, 3),
        as_jpeg(Story("harnath_117_web.jpg", "as printed to a picture, compressed", agrees, "cable-117/print"), scaled(flat, 1400), 72),
        as_jpeg(
            Story("cable_unclassified.jpg", "both markings painted over and typed again", "doctored: SEALED became OPEN at the head and at the foot", "cable-117/print", "harnath_117_web.jpg"),
            open_marked, 80,
        ),
        as_png(
            Story("harnath_117_released.png", "black bars over paragraph 3 and the end of paragraph 5", "a redaction, benign: what remains agrees", "cable-117/print"),
            _grey(redacted(scaled(flat, 1400), ((_inner(paragraph.box, 0, 1), paragraph.text), (_inner(sign.box, 0.5, 1), "end of paragraph 5")))),
        ),
        as_jpeg(
            Story("harnath_121.jpg", "another cable of the same mission, scanned", "a bystander: same form, other content; in no cluster with harnath_117", "cable-121/scan"),
            scanned(_copy(draw_cable(OTHER_CABLE), "cable-121")[0], 23, 1400, tilt=-0.3), 74,
        ),
    ]  # fmt: skip


def _inner(box: Box, start: float, end: float) -> Box:
    x0, y0, x1, y1 = box
    return (x0, y0 + (y1 - y0) * start, x1, y0 + (y1 - y0) * end)


def _grey(copy: Copy) -> Copy:
    """The copy with a grey image: what a redaction tool writes, and a third of the bytes."""
    return copy.moved(copy.image.convert("L"), (1, 0, 0, 0, 1, 0, 0, 0, 1))


def _scan_pdf(story: Story, copy: Copy, dpi: int, page_no: int = 1) -> Sample:
    data = picture_pdf(copy.image, dpi, 70)
    return Sample(
        story.name, data, story.made, story.found, (page_of(copy, story.capture, page_no, sized=False),),
        story.made_from,
    )  # fmt: skip


def memos() -> list[Sample]:
    """The memo: honest copies, one without a paragraph, one with pen on it; and two other memos."""
    flat, fields = _copy(draw_memo(MEMO), "memo-044")
    photo = photographed(
        flat, 31, PHONE_SIZE, ((0.075, 0.07), (0.915, 0.05), (0.945, 0.935), (0.05, 0.95)), folds=(0.33, 0.66),
        wood=(118, 92, 70), shadow=((0.0, 0.0), (0.35, 0.0), (0.0, 0.4)), blur=0.5,
    )  # fmt: skip
    ringed = [(*fields["p3"].box[:2], fields["p3"].box[0] + 620, fields["p3"].box[1] + 48)]
    noted = penned(
        scanned(flat, 33, 1440, tilt=0.3, grey=False), ringed,
        ((1180, 330, "who agreed??", 46), (250, 2010, "ask J2 for the note of 2 March", 50)), 34,
    )  # fmt: skip
    agrees = "agrees with the other honest copies"
    bystander = "a bystander under the same letterhead: in no cluster with memo 044"
    return [
        as_jpeg(Story("est_2023_044_scan.jpg", "scanned in the registry, grey", agrees, "memo-044/scan"), scanned(flat, 32, 1480), 76),
        as_jpeg(Story("IMG_2210.jpg", "the paper on a desk, phone turned (EXIF orientation 8)", agrees, "memo-044/photo"), photo, 78, 8),
        as_jpeg(Story("est_2023_044_print.jpg", "printed to a picture", agrees, "memo-044/print"), scaled(flat, 1400), 80),
        as_jpeg(
            Story("memo_release.jpg", "paragraph 4 (the dissent) cut out, the rest pushed up, 5 renumbered", "doctored: the paragraph that names J2 and J5 is missing; 5. became 4.", "memo-044/print", "est_2023_044_print.jpg"),
            drop_paragraph(jpeg(scaled(flat, 1400), 84), fields), 80,
        ),
        as_jpeg(Story("est_2023_044_notes.jpg", "a colour scan with a reader's pen on it", "an annotation, benign: the text agrees", "memo-044/scan-2"), noted, 78),
        as_jpeg(
            Story("est_2023_047.jpg", "another memo of the branch, scanned", bystander, "memo-047/scan"),
            scanned(_copy(draw_memo(OTHER_MEMOS[0]), "memo-047")[0], 35, 1400, tilt=0.2), 74,
        ),
        as_jpeg(
            Story("log_2023_031.jpg", "a third memo, printed to a picture", bystander, "memo-031/print"),
            scaled(_copy(draw_memo(OTHER_MEMOS[1]), "memo-031")[0], 1320), 74,
        ),
    ]  # fmt: skip


def text_box(pdf: bytes, page_no: int, text: str) -> Box:
    """Where a text stands first on a page of a PDF: points, origin top left. ValueError when it is not there."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[page_no - 1]
        content = page.get_textpage()
        found = content.search(text).get_next()
        if found is None:
            raise ValueError(f"page {page_no} does not say {text!r}")
        boxes = [content.get_charbox(found[0] + i) for i in range(found[1])]
        height = page.get_height()
        return (
            min(b[0] for b in boxes),
            height - max(b[3] for b in boxes),
            max(b[2] for b in boxes),
            height - min(b[1] for b in boxes),
        )
    finally:
        document.close()


def reports() -> list[Sample]:
    """The report: text PDF, a scan and a photograph of page 1, and page 1 with a figure retyped."""
    pdf = report_pdf()
    scale = REPORT_DPI / 72
    picture = rendered(pdf, 1, REPORT_DPI)
    # page coordinates are points here, so that boxes found in the PDF can be used as they are
    first = Copy("report-p1", picture, (scale, 0, 0, 0, scale, 0, 0, 0, 1))
    field = Field(text_box(pdf, 1, HELD_9_MAR), HELD_9_MAR, "source", 11, (0, 0, 0))
    photo = photographed(
        first, 43, PHONE_SIZE, ((0.08, 0.06), (0.93, 0.055), (0.945, 0.94), (0.06, 0.95)), wood=(70, 66, 64), warmth=0.6
    )
    agrees = "agrees with the other honest copies of the page"
    return [
        Sample(
            "eb_2023_09.pdf", pdf, "the report as written: two pages of text", agrees,
            (Page(1, "report-p1", "report/text", None), Page(2, "report-p2", "report/text", None)),
        ),
        _scan_pdf(Story("eb_2023_09_p1_scan.pdf", "page 1 printed and scanned: a PDF of one picture", agrees, "report-p1/scan"), scanned(first, 42, 1380, 0.35), 166),
        as_jpeg(Story("IMG_2214.jpg", "page 1 on a dark desk", agrees, "report-p1/photo"), photo, 78),
        as_jpeg(
            Story("eb_2023_09_p1.jpg", "page 1 as a picture, one figure of the table painted over and retyped", "doctored: Dromny, held on 9 March: 2,900 became 5,900", "report/text", "eb_2023_09.pdf"),
            retype(jpeg(first, 86), field, HELD_DOCTORED, "number"), 82,
        ),
    ]  # fmt: skip
