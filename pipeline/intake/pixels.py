"""Any decoded picture as 8-bit sRGB or grey, upright, on white."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageOps

_SRGB = ImageCms.createProfile("sRGB")
_ICC_MODES = {"L", "RGB", "RGBA", "CMYK", "LAB"}


def normalised(image: Image.Image, facts: dict[str, Any]) -> Image.Image:
    """The picture in mode L or RGB: orientation applied, profile converted, transparency on white.

    facts takes the description of the profile, and what kept it from being used.
    """
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    image = _eight_bits(image)
    if profile:
        image = _to_srgb(image, profile, facts)
    return _on_white(image)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        return _stretched(np.asarray(image).astype(np.float64))
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    if image.mode in ("YCbCr", "HSV", "RGBX"):
        return image.convert("RGB")
    if image.mode in ("La", "RGBa"):
        return image.convert("LA" if image.mode == "La" else "RGBA")
    if "transparency" in image.info and image.mode in ("L", "RGB"):
        return image.convert("RGBA")
    return image


def _stretched(values: Any) -> Image.Image:
    """Numbers without a known range: as 8 or 16 bits where they fit, else from the least to the greatest."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    if low >= 0 and high <= 1 and not np.array_equal(finite, np.round(finite)):
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    elif low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    return Image.fromarray(((finite - low) / max(high - low, 1e-9) * 255).astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes, facts: dict[str, Any]) -> Image.Image:
    """Colours as a screen shows them. A profile that does not fit the picture is left out, and that is said."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        facts["icc_description"] = ImageCms.getProfileDescription(source).strip()
        if image.mode not in _ICC_MODES or "srgb" in facts["icc_description"].lower():
            return image
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        shown = ImageCms.profileToProfile(image, source, _SRGB, outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        facts["icc_problem"] = str(error)
        return image
    if shown is None:
        return image
    return shown.convert("L") if image.mode == "L" else shown


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
        solid = image.convert("RGB" if image.mode == "RGBA" else "L")
        white = Image.new(solid.mode, image.size, "white")
        white.paste(solid, mask=alpha)
        return white
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
