"""The copies of the daily update: the edition of 1 March in two versions, and the edition of 2 March."""

from __future__ import annotations

from sample_docs.apps import forum, messenger
from sample_docs.forgery import swap_losses
from sample_docs.kit import Field
from sample_docs.renditions import Copy, cropped, jpeg, photographed, scaled, watermarked
from sample_docs.samples import Sample, Story, as_jpeg, as_png
from sample_docs.slide import FIRST, SECOND, Edition, draw_slide

DESK_SIZE = (2080, 1560)


def _drawn(edition: Edition, page: str) -> tuple[Copy, dict[str, Field]]:
    sheet = draw_slide(edition)
    return Copy(page, sheet.finished()), sheet.fields


def _photographs(flat: Copy) -> tuple[Copy, Copy]:
    """Two photographs of one printed sheet, by the same hand a minute apart."""
    first = photographed(
        flat, 41, DESK_SIZE, ((0.055, 0.19), (0.93, 0.165), (0.965, 0.815), (0.035, 0.845)), folds=(0.5,),
        shadow=((0.55, 1.0), (0.72, 0.62), (1.0, 0.5), (1.0, 1.0)), mug=(0.93, 0.02, 0.075), blur=0.5,
    )  # fmt: skip
    second = photographed(
        flat, 57, DESK_SIZE, ((0.05, 0.13), (0.955, 0.2), (0.93, 0.86), (0.03, 0.8)), folds=(0.5,),
        shadow=((0.0, 0.0), (0.3, 0.0), (0.1, 0.5), (0.0, 0.6)), blur=0.6,
    )  # fmt: skip
    return first, second


def slides() -> list[Sample]:
    """All files that show the daily update."""
    flat, fields = _drawn(FIRST, "update-0103")
    photo, other_photo = _photographs(flat)
    screen, sheet_1, sheet_2 = "update-0103/screen", "update-0103/photo-1", "update-0103/photo-2"
    upload = jpeg(scaled(photo, 1800), 74)
    forged = jpeg(swap_losses(jpeg(scaled(flat, 1680), 84), fields), 80)
    agrees = "agrees with the other honest copies"
    swapped = (
        "both ranges of killed in action differ: 16,000 – 17,500 became 61,000 – 71,500 and 35,500 – 43,500 became "
    )
    swapped += "16,000 – 17,500"
    return [
        as_png(Story("update_0103.png", "a screenshot of the slide, lossless", agrees, screen), flat),
        as_jpeg(
            Story("IMG_0331.jpg", "the printed slide on a desk, taken with a phone", agrees, sheet_1), photo, 80
        ),
        as_jpeg(
            Story("IMG_0332.jpg", "the same sheet taken again, phone held upright (EXIF orientation 6)", agrees, sheet_2),
            other_photo, 78, orientation=6,
        ),
        as_jpeg(
            Story("1680771_full.jpg", "an upload of IMG_0331.jpg: smaller, compressed again", f"{agrees}; the same capture as IMG_0331.jpg", sheet_1, "IMG_0331.jpg"),
            upload, 70,
        ),
        as_jpeg(
            Story("quarrelboard_1680771.jpg", "a screenshot of the forum thread that shows the upload", f"{agrees}; the same capture as IMG_0331.jpg", sheet_1, "1680771_full.jpg"),
            forum(jpeg(upload, 70), 1720, "Current picture, Kaldry", "Anonymous", "04/03/23 (Tue) 19:02 No.1680771", "> printed, so take it as you like. More in the zip.", 1620),
            86,
        ),
        as_jpeg(
            Story("photo_2023-04-03_21-40.jpg", "the screenshot, sent through a messenger: compressed twice", agrees, screen, "update_0103.png"),
            jpeg(scaled(flat, 1600), 70), 60,
        ),
        as_jpeg(
            Story("losses_crop.jpg", "the right half of the screenshot, cut out by a reader", f"{agrees}, as far as it goes", screen, "update_0103.png"),
            cropped(flat, 0.55, 0.03, 1, 0.98), 76,
        ),
        as_jpeg(
            Story("thumb_update.jpg", "the screenshot scaled down to 1,120 pixels: small figures", "agrees, or too small to say", screen, "update_0103.png"),
            scaled(jpeg(flat, 80), 1120), 80,
        ),
        as_jpeg(
            Story("valleywatch_0412.jpg", "the screenshot with the mark of the channel Valley Watch", f"{agrees}; the mark is an overlay", screen, "update_0103.png"),
            watermarked(jpeg(scaled(flat, 1700), 76), "VALLEY WATCH"), 76,
        ),
        as_jpeg(
            Story("frontwire_5521.jpg", "made from a copy of the screenshot: the killed of one side pasted over those of the other, two digits exchanged", f"doctored: {swapped}", screen, "update_0103.png"),
            forged, 84,
        ),
        as_jpeg(
            Story("frontwire_5521_marked.jpg", "frontwire_5521.jpg with the mark of the channel Frontwire", f"doctored: {swapped}; the mark is an overlay", screen, "frontwire_5521.jpg"),
            watermarked(jpeg(forged, 84), "FRONTWIRE", strength=70), 78,
        ),
        as_jpeg(
            Story("Screenshot_20230406-0714.jpg", "a phone's screenshot of the channel Iron Ledger, which forwarded frontwire_5521.jpg", f"doctored: {swapped}", screen, "frontwire_5521.jpg"),
            messenger(jpeg(scaled(jpeg(forged, 84), 1500), 72), 1440, "Iron Ledger", "88 214 subscribers", "Forwarded from Frontwire\nTheir own staff admits it. Look at the first line.", "07:14", "41.2K  06:58"),
            88,
        ),
        *_next_edition(),
    ]  # fmt: skip


def _next_edition() -> list[Sample]:
    flat, _ = _drawn(SECOND, "update-0203")
    honest = "another edition: its figures differ from those of 1 March honestly; not altered"
    photo = photographed(
        flat, 73, DESK_SIZE, ((0.05, 0.16), (0.945, 0.15), (0.955, 0.83), (0.04, 0.825)), wood=(92, 84, 78),
        shadow=((0.0, 1.0), (0.0, 0.7), (0.3, 0.85), (0.4, 1.0)), warmth=0.4,
    )  # fmt: skip
    return [
        as_jpeg(
            Story("update_0203.jpg", "a screenshot of the next day's slide, compressed", honest, "update-0203/screen"),
            flat,
            84,
        ),
        as_jpeg(
            Story("IMG_0347.jpg", "the next day's slide, printed and photographed", honest, "update-0203/photo"),
            photo,
            78,
        ),
    ]
