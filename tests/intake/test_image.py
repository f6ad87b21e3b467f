"""Pictures of every documented kind, and broken ones."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import load_page
from pipeline.records import Decoded, PageKey
from pipeline.settings import Limits


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red above, blue below, with a slope of grey, so that turns and cuts show."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 3), fill=(200, 10, 10))
    ImageDraw.Draw(image).rectangle((0, 2 * size[1] // 3, size[0], size[1]), fill=(10, 10, 200))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def decoded(found: object) -> Decoded:
    assert isinstance(found, Decoded)
    return found


def shown(found: Decoded, tmp_path: Path, page_no: int = 1) -> np.ndarray:
    return load_page(tmp_path / "cache", PageKey(found.file.file_sha256, page_no))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("AVIF", "image/avif"),
        ("HEIF", "image/heic"),
        ("JPEG2000", "image/jp2"),
        ("GIF", "image/gif"),
    ],
)
def test_documented_kinds_are_decoded(examine, tmp_path: Path, kind: str, media_type: str) -> None:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    found = decoded(examine(saved(picture(size=(96, 64)), kind)))
    assert found.file.media_type == media_type
    top, bottom = shown(found, tmp_path)[5, 48], shown(found, tmp_path)[-5, 48]
    assert top[0] > 150 > 60 > top[2]
    assert bottom[2] > 150 > 60 > bottom[0]


def test_exif_orientation_is_applied(examine, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is at the right-hand side of the stored picture
    found = decoded(examine(saved(picture(), "JPEG", exif=exif)))
    assert (found.frames[0].width, found.frames[0].height) == (48, 64)
    assert shown(found, tmp_path)[32, -3, 0] > 150


def test_16_bits_keep_their_greys(examine, tmp_path: Path) -> None:
    deep = Image.fromarray(np.full((8, 8), 0x8000, dtype=np.uint16))
    assert shown(decoded(examine(saved(deep, "PNG"))), tmp_path)[0, 0] == 128


@pytest.mark.parametrize("mode", ["CMYK", "L", "1"])
def test_other_colour_models_become_rgb_or_grey(examine, mode: str) -> None:
    assert decoded(examine(saved(picture(mode), "TIFF"))).frames[0].width == 64


def test_what_is_transparent_is_white(examine, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    for data in (saved(clear, "PNG"), saved(palette, "PNG", transparency=1)):
        assert shown(decoded(examine(data)), tmp_path)[0, 0].tolist() == [255, 255, 255]


def test_each_frame_of_a_tiff_is_a_page(examine) -> None:
    data = saved(picture(), "TIFF", save_all=True, append_images=[picture(), picture("L")])
    assert [frame.page_no for frame in decoded(examine(data)).frames] == [1, 2, 3]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_equal_frames_of_an_animation_are_one_page(examine, kind: str) -> None:
    other = picture().transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    options = {"lossless": True} if kind == "WEBP" else {}
    found = decoded(examine(saved(picture(), kind, save_all=True, append_images=[other, picture()], **options)))
    assert len(found.frames) == 2
    assert found.file.metadata["n_equal_frames_left_out"] == 1


def test_frames_beyond_the_limit_are_told(examine) -> None:
    data = saved(picture(), "TIFF", save_all=True, append_images=[picture()] * 3)
    found = decoded(examine(data, Limits(pages=2)))
    assert len(found.frames) == 2
    assert found.file.metadata["n_frames_total"] == 4
    assert "limits.pages" in found.failures[0].reason


def test_a_picture_that_is_too_large_is_refused_before_decoding(examine) -> None:
    with pytest.raises(UnreadableError, match=r"limits\.pixels"):
        examine(saved(Image.new("1", (2000, 2000)), "PNG"), Limits(pixels=1_000_000))


def test_a_cut_off_jpeg_is_examined_as_far_as_it_goes(examine) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (400, 300, 3), dtype=np.uint8))
    data = saved(noise, "JPEG")
    found = decoded(examine(data[: len(data) // 2]))
    share = found.file.metadata["truncated_frames"]["1"]["decoded_share"]
    assert found.file.metadata["truncated"]
    (failure,) = found.failures
    assert (failure.page_no, failure.stage) == (1, "decode")
    assert f"{share:.0%} of the picture was examined" in failure.reason
    assert 0.4 < share < 0.6
    with pytest.raises(UnreadableError, match="cut off"):
        examine(data[: len(data) // 20])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "is a video.*frames"),
        (b"8BPS" + bytes(40), "Photoshop.*PNG"),
        (b"%!PS-Adobe-3.0 EPSF", "PostScript.*PDF"),
        (b"just words", "is a text file"),
        (bytes(range(256)), "unknown kind"),
    ],
)
def test_what_is_not_examined_says_what_to_hand_in(examine, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        examine(data)
