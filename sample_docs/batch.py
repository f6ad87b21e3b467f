"""The files of the re-enactment: who made what out of what. One function for each document that travelled."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from sample_docs.apps import forum, messenger
from sample_docs.forgery import drop_paragraph, retype, swap_losses
from sample_docs.kit import Box, Field, Sheet
from sample_docs.papers import CABLE, MEMO, OTHER_CABLE, OTHER_MEMOS, draw_cable, draw_memo
from sample_docs.renditions import Copy, cropped, jpeg, penned, photographed, redacted, scaled, scanned, watermarked
from sample_docs.report import picture_pdf, rendered, report_pdf
from sample_docs.slide import FIRST, SECOND, draw_slide

# How a picture has to be turned before it is stored, so that a viewer who obeys the orientation shows it upright.
TURNED = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
ORIENTATION, MAKER, MODEL, TAKEN = 0x0112, 0x010F, 0x0110, 0x0132
REPORT_DPI = 200


@dataclass(frozen=True)
class Shown:
    """One page of a file as the truth has it. capture: the photograph, scan or rendering it goes back to."""

    copy: Copy
    capture: str


@dataclass(frozen=True)
class Made:
    """One file: its bytes, its pages (none when it cannot be read), how it was made, what should be found."""

    name: str
    data: bytes
    pages: tuple[Shown, ...]
    how: str
    find: str
    parent: str | None = None


def as_jpeg(copy: Copy, quality: int, orientation: int = 1, phone: str = "", taken: str = "") -> bytes:
    """The bytes of a JPEG; with a phone's name and time in its EXIF when it comes straight from one."""
    image = copy.image if orientation == 1 else copy.image.transpose(TURNED[orientation])
    exif = Image.Exif()
    if phone:
        exif[ORIENTATION], exif[MAKER], exif[MODEL], exif[TAKEN] = orientation, "Lantern", phone, taken
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif.tobytes() if phone else b"")
    return buffer.getvalue()


def as_png(copy: Copy) -> bytes:
    """The bytes of a PNG."""
    buffer = BytesIO()
    copy.image.save(buffer, "PNG", compress_level=9)
    return buffer.getvalue()


def _honest(fields: dict[str, Field], *names: str) -> list[tuple[Box, str]]:
    return [(fields[name].box, fields[name].text) for name in names]


def _drawn(page: str, sheet: Sheet) -> tuple[Copy, dict[str, Field]]:
    return Copy(page, sheet.finished()), sheet.fields


def slide_files() -> list[Made]:
    """The slide of 1 March: eight honest files, three that descend from one doctored picture."""
    slide, fields = _drawn("slide-2023-03-01", draw_slide(FIRST))
    screen = Shown(slide, "slide screenshot")
    repost = jpeg(scaled(slide, 1600), 74)
    on_desk = photographed(
        slide, 310, (2200, 1500), ((0.105, 0.165), (0.885, 0.12), (0.945, 0.85), (0.065, 0.895)),
        folds=(0.5,), mug=(0.955, 0.075, 0.085), shadow=((0.72, 1.0), (1.0, 0.62), (1.0, 1.0)),
    )  # fmt: skip
    upload = jpeg(on_desk, 86)
    again = photographed(
        slide, 530, (2200, 1480), ((0.06, 0.115), (0.91, 0.16), (0.93, 0.9), (0.095, 0.855)),
        folds=(0.5,), shadow=((0.0, 0.0), (0.34, 0.0), (0.0, 0.42)), warmth=0.4,
    )  # fmt: skip
    swapped = jpeg(swap_losses(jpeg(scaled(slide, 1600), 88), fields), 80)
    phone = messenger(
        swapped, 1440, "Ironvoice", "211,408 subscribers",
        "Their own staff admits it. Look at the losses\nin the table, then at what you are told.",
        "11:47", "62.3K views  11:21",
    )  # fmt: skip
    spread = watermarked(jpeg(cropped(scaled(swapped, 1440), 0.0, 0.033, 1.0, 1.0), 72), "t/NORTHWIND_DAILY")
    return [
        Made("hearth_4411_update.png", as_png(slide), (screen,),
             "screenshot of the slide, lossless", "reading of most copies"),
        Made("hearth_4415_update.jpg", as_jpeg(repost, 70), (Shown(repost, "slide screenshot"),),
             "the screenshot scaled to 1600 pixels and compressed twice", "copy; no difference", "hearth_4411_update.png"),
        Made("hearth_4419_cut.jpg", *_jpeg_of(cropped(slide, 0.3, 0.1, 1.0, 0.97), 82, "slide screenshot"),
             "the screenshot cropped: title, left of the map and both banners are gone",
             "copy that does not show everything; no difference", "hearth_4411_update.png"),
        Made("hearth_4502_IMG_0331.jpg", as_jpeg(on_desk, 82, 1, "Phone 6", "2023:03:02 21:14:09"),
             (Shown(on_desk, "slide photograph 1"),), "a print on a desk, photographed with a phone", "copy; no difference"),
        Made("hearth_4503_IMG_0332.jpg", as_jpeg(again, 82, 6, "Phone 6", "2023:03:02 21:14:31"),
             (Shown(again, "slide photograph 2"),),
             "the same print photographed again; stored on its side with an EXIF orientation", "copy; a second capture"),
        Made("quarrelboard_1680771.jpg", *_jpeg_of(
             forum(jpeg(scaled(upload, 1480), 78), 1580, "Corvane slides, real??", "Anonymous", "05/04/23(Wed)07:12:44 No.1680771",
                   ">>1680764  more where this came from, page 2 of nine", 1480), 84, "slide photograph 1"),
             "window of a forum that shows the first photograph", "copy, one capture with the first photograph",
             "hearth_4502_IMG_0331.jpg"),
        Made("palaver_kettle_771.jpg", *_jpeg_of(scaled(upload, 1600), 66, "slide photograph 1"),
             "the first photograph scaled to 1600 pixels and compressed by a messenger",
             "copy, one capture with the first photograph", "hearth_4502_IMG_0331.jpg"),
        Made("palaver_harbourwatch_2207.jpg", *_jpeg_of(watermarked(repost, "t/harbourwatch"), 80, "slide screenshot"),
             "the re-compressed screenshot with a channel's mark across it", "copy; the mark is an overlay", "hearth_4415_update.jpg"),
        Made("chirrup_16437720.jpg", *_jpeg_of(scaled(repost, 1100), 76, "slide screenshot"),
             "scaled down to 1100 pixels: small, still legible", "copy; no difference", "hearth_4415_update.jpg"),
        Made("palaver_ironvoice_118.jpg", *_jpeg_of(swapped, 80, "slide screenshot"),
             "**doctored**: killed of Oduria 16,000 – 17,500 made 61,000 – 71,500, killed of Vessaria 35,500 – 43,500 made "
             "16,000 – 17,500, by moving pieces of the picture", "**altered**, both cells", "hearth_4411_update.png"),
        Made("palaver_ironvoice_118_screen.jpg", *_jpeg_of(phone, 82, "slide screenshot"),
             "a phone's screen that shows the doctored picture as a post", "**altered**, the same two cells",
             "palaver_ironvoice_118.jpg"),
        Made("palaver_northwind_90.jpg", *_jpeg_of(spread, 78, "slide screenshot"),
             "the doctored picture cropped, compressed and marked by a second channel",
             "**altered**, the same two cells; descends from the other channel's picture", "palaver_ironvoice_118.jpg"),
    ]  # fmt: skip


def _jpeg_of(copy: Copy, quality: int, capture: str) -> tuple[bytes, tuple[Shown, ...]]:
    return as_jpeg(copy, quality), (Shown(copy, capture),)


def next_day_files() -> list[Made]:
    """The edition of 2 March in two copies: honest, other figures."""
    slide, _ = _drawn("slide-2023-03-02", draw_slide(SECOND))
    marked = watermarked(jpeg(scaled(slide, 1500), 76), "t/kettle_and_map", strength=70)
    return [
        Made("hearth_4460_update.jpg", *_jpeg_of(slide, 84, "next slide screenshot"),
             "screenshot of the next day's slide: other figures, all honest", "its own cluster, an edition; nothing altered"),
        Made("palaver_kettle_775.jpg", *_jpeg_of(marked, 78, "next slide screenshot"),
             "the same, scaled, compressed and marked by a channel", "copy of the next day's slide; nothing altered",
             "hearth_4460_update.jpg"),
    ]  # fmt: skip


def cable_files() -> list[Made]:
    """The cable: photographed, scanned, one marking changed, one redacted."""
    cable, fields = _drawn("cable-0117", draw_cable(CABLE))
    photo = photographed(
        cable, 700, (1560, 2080), ((0.09, 0.055), (0.93, 0.075), (0.955, 0.955), (0.05, 0.935)), wood=(92, 84, 78),
        folds=(0.5,), shadow=((1.0, 0.0), (0.62, 0.0), (1.0, 0.5)),
    )  # fmt: skip
    scan = scanned(cable, 720, 1400, 0.5)
    second_scan = scanned(cable, 740, 1500, -0.35)
    opened = jpeg(retype(jpeg(second_scan, 84), fields["mark2"], "OPEN", "word"), 80)
    bars = redacted(scan, [_first_line(fields["p3"]), *_honest(fields, "marking_end")])
    return [
        Made("hearth_4530_IMG_0347.jpg", as_jpeg(photo, 80, 6, "Phone 6", "2023:03:07 22:40:51"),
             (Shown(photo, "cable photograph"),), "a print on a grey desk, photographed; stored on its side",
             "copy; no difference"),
        Made("palaver_kettle_783.jpg", *_jpeg_of(scaled(jpeg(photo, 80), 1280), 70, "cable photograph"),
             "upload of that photograph by a channel, scaled to 1280 pixels", "copy, one capture with the photograph",
             "hearth_4530_IMG_0347.jpg"),
        Made("dropbox_scan_0012.jpg", *_jpeg_of(scan, 82, "cable scan 1"), "office scan, slightly turned", "copy; no difference"),
        Made("palaver_ironvoice_131.jpg", *_jpeg_of(opened, 78, "cable scan 2"),
             "**doctored**: another scan in which the marking of paragraph 2 was made (OPEN)",
             "**altered**: SEALED made OPEN at paragraph 2"),
        Made("gazette_cable_released.jpg", *_jpeg_of(bars, 80, "cable scan 1"),
             "the first scan with two places blacked out by a newspaper", "copy; redactions, benign", "dropbox_scan_0012.jpg"),
    ]  # fmt: skip


def _first_line(field: Field) -> tuple[Box, str]:
    x0, y0, x1, _ = field.box
    return (x0 + 190, y0 + 2, x1, y0 + field.size * 1.15), "first line of paragraph 3"


def memo_files() -> list[Made]:
    """The memo: scanned, photographed, a paragraph removed, a pen's notes."""
    memo, fields = _drawn("memo-044", draw_memo(MEMO))
    scan = scanned(memo, 820, 1450, 0.4, grey=False)
    photo = photographed(
        memo, 840, (1560, 2080), ((0.07, 0.07), (0.95, 0.045), (0.925, 0.94), (0.06, 0.96)), wood=(150, 112, 74),
        folds=(), shadow=((0.0, 1.0), (0.0, 0.66), (0.42, 1.0)), warmth=1.2,
    )  # fmt: skip
    cut = jpeg(drop_paragraph(jpeg(scanned(memo, 860, 1500, 0.0, grey=False), 86), fields), 80)
    x0, y0, _, _ = fields["p3"].box
    pen = penned(
        scan, [(x0 + 2, y0 + 44, x0 + 330, y0 + 84), fields["reference"].box],
        [(x0 + 640, 330, "seen, no reply needed", 44), (60, y0 + 30, "who?", 44), (760, 1950, "file 12 / Q.", 48)], 9,
    )  # fmt: skip
    return [
        Made("dropbox_scan_0014.jpg", *_jpeg_of(scan, 80, "memo scan 1"), "office scan in colour", "copy; no difference"),
        Made("hearth_4533_IMG_0352.jpg", as_jpeg(photo, 80, 8, "Phone 6", "2023:03:08 07:58:20"),
             (Shown(photo, "memo photograph"),), "photographed on a desk; stored on its other side", "copy; no difference"),
        Made("palaver_northwind_97.jpg", *_jpeg_of(cut, 78, "memo scan 2"),
             "**doctored**: paragraph 4 (the dissent) cut out, paragraph 5 moved up and numbered 4",
             "**altered**: a paragraph is missing"),
        Made("gazette_memo_notes.jpg", *_jpeg_of(pen, 80, "memo scan 1"),
             "the first scan with rings and notes of a red pen", "copy; annotations, benign", "dropbox_scan_0014.jpg"),
    ]  # fmt: skip


def report_files() -> list[Made]:
    """The report: text PDF, a scan as PDF, a photograph, a figure retyped."""
    pdf = report_pdf()
    first, second = (
        Copy(f"report-p{number}", rendered(pdf, number, REPORT_DPI)) for number in (1, 2)
    )
    scan = scanned(second, 920, 1400, 0.3)
    photo = photographed(
        first, 940, (1560, 2080), ((0.08, 0.05), (0.94, 0.065), (0.95, 0.945), (0.045, 0.95)), wood=(120, 92, 70),
        mug=(0.97, 0.03, 0.07), shadow=((0.7, 1.0), (1.0, 0.6), (1.0, 1.0)),
    )  # fmt: skip
    figure = report_field(pdf)
    typed = jpeg(retype(jpeg(scaled(first, 1500), 86), figure, "7,650", "number"), 82)
    return [
        Made("dropbox_EB-2023-09.pdf", pdf, (Shown(first, "report file"), Shown(second, "report file")),
             "the report as a PDF of text, two pages", "copies with the files below; nothing altered"),
        Made("dropbox_scan_0021.pdf", picture_pdf(scan.image, 170, 78), (Shown(scan, "report scan"),),
             "page 2 out of a scanner: a PDF of one picture", "copy of page 2; no difference"),
        Made("hearth_4561_IMG_0371.jpg", as_jpeg(photo, 80, 3, "Phone 6", "2023:03:19 23:02:47"),
             (Shown(photo, "report photograph"),), "page 1 printed and photographed; stored upside down",
             "copy of page 1; no difference"),
        Made("chirrup_16511094.jpg", *_jpeg_of(typed, 80, "report rendering"),
             "**doctored**: page 1 as a picture in which Astragard's 4,650 t of 9 March were made 7,650",
             "**altered**: one figure of the table"),
    ]  # fmt: skip


def report_field(pdf: bytes) -> Field:
    """Where "4,650" stands on page 1, in pixels at REPORT_DPI."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text = page.get_textpage()
        found = text.search("4,650").get_next()
        assert found is not None
        boxes = [text.get_charbox(found[0] + i) for i in range(found[1])]
        height = page.get_height()
    finally:
        document.close()
    unit = REPORT_DPI / 72
    box = (
        min(b[0] for b in boxes) * unit,
        (height - max(b[3] for b in boxes)) * unit,
        max(b[2] for b in boxes) * unit,
        (height - min(b[1] for b in boxes)) * unit,
    )
    return Field(box, "4,650", "source", 11 * unit, (0, 0, 0))


def bystander_files() -> list[Made]:
    """Papers of the same offices that nobody copied: same letterhead, other content."""
    memos = [_drawn(f"memo-{number}", draw_memo(memo))[0] for number, memo in zip(("047", "031"), OTHER_MEMOS, strict=True)]
    cable, _ = _drawn("cable-0121", draw_cable(OTHER_CABLE))
    photo = photographed(
        memos[1], 1040, (1500, 2000), ((0.06, 0.06), (0.94, 0.06), (0.96, 0.95), (0.05, 0.945)), wood=(104, 98, 94), warmth=0.2,
    )  # fmt: skip
    return [
        Made("dropbox_scan_0015.jpg", *_jpeg_of(scanned(memos[0], 1020, 1400, 0.45, grey=False), 80, "other memo scan"),
             "another memo under the same letterhead, scanned", "alone; same form, other content"),
        Made("hearth_4534_IMG_0353.jpg", as_jpeg(photo, 80, 1, "Phone 6", "2023:03:08 07:59:02"),
             (Shown(photo, "other memo photograph"),), "a third memo under the same letterhead, photographed",
             "alone; same form, other content"),
        Made("dropbox_scan_0013.jpg", *_jpeg_of(scanned(cable, 1060, 1400, -0.4), 82, "other cable scan"),
             "another cable of the same mission, scanned", "alone; same form, other content"),
    ]  # fmt: skip


def repeated_files(made: Sequence[Made]) -> list[Made]:
    """Bytes seen before: one file under another name, a ZIP with two."""
    by_name = {one.name: one for one in made}
    twin, inside = by_name["hearth_4415_update.jpg"], [by_name["dropbox_scan_0012.jpg"], by_name["palaver_kettle_771.jpg"]]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for one in inside:
            bundle.writestr(zipfile.ZipInfo(f"thread/{one.name}", (2023, 4, 7, 9, 30, 0)), one.data)
    return [
        replace(twin, name="mail_attachment.jpg", how="`hearth_4415_update.jpg` under another name, byte for byte",
                find="an exact duplicate: one more sighting, no more work", parent=twin.name),
        Made("collected_thread.zip", buffer.getvalue(), tuple(page for one in inside for page in one.pages),
             "ZIP with `dropbox_scan_0012.jpg` and `palaver_kettle_771.jpg`", "two more sightings, no more work"),
    ]  # fmt: skip


def broken_files(made: Sequence[Made]) -> list[Made]:
    """What cannot be examined, each for another reason."""
    whole = next(one for one in made if one.name == "hearth_4502_IMG_0331.jpg").data
    office = BytesIO()
    with zipfile.ZipFile(office, "w", zipfile.ZIP_STORED) as package:
        for name, text in (
            ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
             'wordprocessingml.document.main+xml"/></Types>'),
            ("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
             '2006/main"><w:body><w:p><w:r><w:t>Timeline of the posts, draft</w:t></w:r></w:p></w:body></w:document>'),
        ):  # fmt: skip
            package.writestr(zipfile.ZipInfo(name, (2023, 4, 8, 12, 0, 0)), text)
    film = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00\x00\x00\x08free" + b"\x00\x00\x04\x08mdat" + bytes(1024)
    note = "Posts 4411 to 4561 were saved from Hearth on 7 April.\nThe first photograph is said to be from a print with a mug.\n"
    return [
        Made("hearth_4562_IMG_0372.jpg", whole[: len(whole) // 9], (), "a download that broke off: the first ninth of a JPEG",
             "unreadable, or read in part and said so"),
        Made("dropbox_locked.pdf", report_pdf("quay street"), (), "the report, encrypted; nobody has the password", "unreadable"),
        Made("palaver_ironvoice_140.mp4", film, (), "the head of a video", "unreadable: hand in frames"),
        Made("timeline_draft.docx", office.getvalue(), (), "an office file", "unreadable: hand in a PDF"),
        Made("chirrup_16437999.jpg", b"", (), "an empty file", "unreadable"),
        Made("notes.txt", note.encode(), (), "a text file", "unreadable: neither picture nor PDF"),
    ]  # fmt: skip


def all_files() -> list[Made]:
    """Every file, in the order of the README."""
    made = [*slide_files(), *next_day_files(), *cable_files(), *memo_files(), *report_files(), *bystander_files()]
    return [*made, *repeated_files(made), *broken_files(made)]
