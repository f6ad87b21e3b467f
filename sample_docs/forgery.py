"""How the doctored copies were doctored: as people do it, on a copy that had already travelled."""

from __future__ import annotations

from dataclasses import replace

from PIL import ImageDraw, ImageFilter

from sample_docs.kit import Field, font
from sample_docs.renditions import Copy, Edit

OLD_ODURIA, OLD_VESSARIA = "16,000 – 17,500", "35,500 – 43,500"
NEW_ODURIA, NEW_VESSARIA = "61,000 – 71,500", "16,000 – 17,500"


def _glyphs(copy: Copy, field: Field, index: int) -> tuple[int, int, int, int]:
    """Box in the image of one character of a field."""
    face = font(field.font, field.size * 2)
    x0, y0, _, y1 = field.box
    start = x0 + face.getlength(field.text[:index]) / 2
    return copy.box((start, y0 - 3, start + face.getlength(field.text[index]) / 2, y1 + 3))


def swap_losses(copy: Copy, fields: dict[str, Field]) -> Copy:
    """The killed of one side pasted over those of the other; in the first cell the leading digits change places."""
    image = copy.image.copy()
    ours, theirs = fields["killed_oduria"], fields["killed_vessaria"]
    x0, y0, x1, y1 = ours.box
    patch = image.crop(copy.box((x0 - 6, y0 - 6, x1 + 6, y1 + 6)))
    tx0, ty0, *_ = copy.box((theirs.box[0] - 6, theirs.box[1] - 6, theirs.box[2], theirs.box[3]))
    image.paste(patch, (tx0, ty0))
    for first in (0, ours.text.index("–") + 2):
        a, b = _glyphs(copy, ours, first), _glyphs(copy, ours, first + 1)
        left, right = copy.image.crop(a), copy.image.crop(b)
        image.paste(right, a[:2])
        image.paste(left, (a[0] + right.width, a[1]))
    edits = (
        Edit("number", OLD_ODURIA, NEW_ODURIA, ours.box),
        Edit("number", OLD_VESSARIA, NEW_VESSARIA, theirs.box),
    )
    return replace(copy, image=image, edits=(*copy.edits, *edits))


def retype(copy: Copy, field: Field, new: str, kind: str, size: float = 1.0) -> Copy:
    """Paint a field over with paper from beside it and type something else, centred, at nearly the same size."""
    image = copy.image.copy()
    x0, y0, x1, y1 = copy.box((field.box[0] - 4, field.box[1] - 4, field.box[2] + 4, field.box[3] + 4))
    beside = image.crop((x0 - (x1 - x0) - 60, y0, x0 - 60, y1))
    image.paste(beside, (x0, y0))
    unit = (copy.at(1000, 0)[0] - copy.at(0, 0)[0]) / 1000
    face = font(field.font, field.size * unit * size)
    layer = image.copy()
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    ImageDraw.Draw(layer).text(centre, new, font=face, fill=(34, 34, 38), anchor="mm")
    wide = face.getlength(new) / 2 + 12
    area = (round(centre[0] - wide), y0 - 8, round(centre[0] + wide), y1 + 8)
    image.paste(layer.crop(area).filter(ImageFilter.GaussianBlur(0.45)), area[:2])
    middle = (field.box[0] + field.box[2]) / 2
    half = max(wide / unit, (field.box[2] - field.box[0]) / 2)
    box = (middle - half, field.box[1] - 4, middle + half, field.box[3] + 4)
    return replace(copy, image=image, edits=(*copy.edits, Edit(kind, field.text, new, box)))


def drop_paragraph(copy: Copy, fields: dict[str, Field]) -> Copy:
    """Paragraph 4 of the memo cut out, all below it pushed up to close the gap, number 5 overwritten with the 4."""
    image = copy.image.copy()
    gone, after = fields["p4"], fields["p5"]
    four, five = _glyphs(copy, _head(gone), 0), _glyphs(copy, _head(after), 0)
    image.paste(image.crop(four), five[:2])
    x0, cut, x1, _ = copy.box((gone.box[0] - 60, gone.box[1] - 6, gone.box[2] + 60, gone.box[3]))
    _, start, _, end = copy.box((0, after.box[1] - 6, 10, fields["copies"].box[1] - 24))
    rise = start - cut
    blank = image.crop((x0, end - rise, x1, end))
    image.paste(image.crop((x0, start, x1, end)), (x0, cut))
    image.paste(blank, (x0, end - rise))
    x, y, wide, _ = after.box
    up = gone.box[1] - y
    edits = (
        Edit("line", gone.text, "", (x, gone.box[1] - 24, wide, gone.box[1])),
        Edit("number", "5.", "4.", (x, y + up, x + 26, y + up + after.size * 1.3)),
    )
    return replace(copy, image=image, edits=(*copy.edits, *edits))


def _head(field: Field) -> Field:
    """The field's first line, for finding its first letters."""
    x0, y0, x1, _ = field.box
    return replace(field, box=(x0, y0, x1, y0 + field.size * 1.25))
