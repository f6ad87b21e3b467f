"""Screens of invented apps around a picture: a phone messenger, a forum in a browser window."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image, ImageDraw

from sample_docs.kit import font
from sample_docs.renditions import Copy, Edit, scaled


def messenger(copy: Copy, width: int, channel: str, followers: str, text: str, clock: str, views: str) -> Copy:
    """A phone's screen: a channel of the messenger "Palaver" (dark) with the picture as a post."""
    pad, head = round(width * 0.018), round(width * 0.19)
    inner = scaled(copy, width - 4 * pad)
    unit = width / 1000
    foot = round(290 * unit)
    image = Image.new("RGB", (width, head + inner.image.height + foot), (15, 22, 31))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, head), fill=(28, 38, 50))
    draw.text((60 * unit, 18 * unit), clock, font=font("sans-bold", 34 * unit), fill=(236, 240, 244))
    draw.rounded_rectangle((880 * unit, 22 * unit, 945 * unit, 50 * unit), 8, outline=(236, 240, 244), width=3)
    draw.rectangle((886 * unit, 28 * unit, 925 * unit, 44 * unit), fill=(236, 240, 244))
    for i in range(4):
        draw.rectangle(
            ((800 + i * 16) * unit, (46 - i * 7) * unit, (810 + i * 16) * unit, 50 * unit), fill=(236, 240, 244)
        )
    draw.line((64 * unit, 106 * unit, 40 * unit, 130 * unit, 64 * unit, 154 * unit), fill=(120, 180, 240), width=5)
    draw.ellipse((96 * unit, 86 * unit, 184 * unit, 174 * unit), fill=(196, 84, 62))
    draw.text(
        (140 * unit, 130 * unit),
        channel[0].upper(),
        font=font("sans-bold", 46 * unit),
        fill=(255, 255, 255),
        anchor="mm",
    )
    draw.text((208 * unit, 86 * unit), channel, font=font("sans-bold", 38 * unit), fill=(240, 244, 248))
    draw.text((208 * unit, 134 * unit), followers, font=font("sans", 30 * unit), fill=(140, 156, 172))
    top = head + pad
    bottom = top + inner.image.height + round(190 * unit)
    draw.rounded_rectangle((pad, top, width - pad, bottom), 22, fill=(32, 46, 62))
    image.paste(inner.image, (2 * pad, top + pad))
    y = top + pad + inner.image.height + 16 * unit
    for line in text.split("\n"):
        draw.text((3 * pad, y), line, font=font("sans", 34 * unit), fill=(232, 238, 244))
        y += 46 * unit
    draw.text(
        (width - 3 * pad, bottom - 22 * unit), views, font=font("sans", 27 * unit), fill=(140, 156, 172), anchor="rs"
    )
    draw.rounded_rectangle((pad, bottom + 14 * unit, width - pad, bottom + 70 * unit), 26, fill=(28, 38, 50))
    draw.text((4 * pad, bottom + 42 * unit), "Mute", font=font("sans", 30 * unit), fill=(120, 180, 240), anchor="lm")
    framed = inner.moved(image, (1, 0, 2 * pad, 0, 1, top + pad, 0, 0, 1))
    return replace(
        framed, marks=(*copy.marks, Edit("overlay", "", "screen of a messenger around the page", (0, 0, 0, 0)))
    )


def forum(copy: Copy, width: int, title: str, author: str, when: str, text: str, picture: int) -> Copy:
    """A browser window with a post of the forum "quarrelboard"; picture: width of the picture in pixels."""
    inner = scaled(copy, picture)
    image = Image.new("RGB", (width, inner.image.height + 300), (240, 236, 226))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 46), fill=(222, 225, 230))
    for i, colour in enumerate(((236, 106, 94), (244, 190, 80), (98, 196, 84))):
        draw.ellipse((18 + i * 26, 16, 32 + i * 26, 30), fill=colour)
    draw.rounded_rectangle((120, 9, width - 40, 38), 12, fill=(255, 255, 255))
    draw.text((140, 23), "quarrelboard.example/mil/res/1680771", font=font("sans", 19), fill=(70, 74, 80), anchor="lm")
    draw.text((34, 66), "/mil/ - Matters Military", font=font("serif-bold", 32), fill=(128, 30, 24))
    draw.line((24, 112, width - 24, 112), fill=(190, 170, 150), width=2)
    draw.rectangle((24, 128, width - 24, image.height - 30), fill=(228, 220, 206), outline=(204, 190, 170))
    draw.text((44, 140), title, font=font("sans-bold", 22), fill=(20, 60, 120))
    x = 60 + font("sans-bold", 22).getlength(title)
    draw.text((x, 140), author, font=font("sans-bold", 22), fill=(30, 110, 60))
    draw.text((x + 16 + font("sans-bold", 22).getlength(author), 140), when, font=font("sans", 21), fill=(60, 60, 60))
    draw.text(
        (44, 174),
        f"File: IMG_0331.jpg (341 KB, {picture}x{inner.image.height})",
        font=font("sans", 19),
        fill=(80, 80, 84),
    )
    image.paste(inner.image, (44, 206))
    draw.text((44, 206 + inner.image.height + 14), text, font=font("sans", 22), fill=(30, 30, 34))
    framed = inner.moved(image, (1, 0, 44, 0, 1, 206, 0, 0, 1))
    return replace(framed, marks=(*copy.marks, Edit("overlay", "", "window of a forum around the page", (0, 0, 0, 0))))
