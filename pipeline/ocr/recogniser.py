"""A second recogniser: PP-OCR's network for lines of text, from the package rapidocr, whose wheel carries the model.

It reads small and blurred words that tesseract does not. Where tesseract's confidence is a mark out of a hundred, what
the network gives each character of each column of the picture is a probability, so any text can be asked for: how
likely are these pixels if this is what stands there?
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8
from pipeline.records import Recognition

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48  # pixels to which every line is scaled; the network was trained on them
NARROWEST = 48  # pixels; narrower pictures are filled up, for the network knows no shorter line
LEAST = 1e-7  # a probability is never less: its logarithm has to be finite
Frames = npt.NDArray[np.float32]

BLANK = 0  # the network's character for "no new character here"


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The network's file and version; travels to the guard's workers, each of which loads it once."""

    model: str
    version: str

    def __call__(self, crops: Sequence[UInt8], alphabet: str) -> list[Recognition]:
        """What is read on each upright crop of one line, (height, width) grey, dark on white. alphabet: the characters
        that may occur; those that the network does not know are left out.

        Each crop is read by itself, so that what comes out does not depend on what it is read with."""
        session, characters = _loaded(self.model)
        known = "".join(sorted({c for c in alphabet if c in characters}))
        columns = [BLANK, *(characters[c] for c in known)]
        found = []
        for crop in crops:
            answer: Frames = session.run(None, {session.get_inputs()[0].name: _picture(crop)})[0][0]
            found.append(Recognition(known, np.log(np.maximum(answer[:, columns], LEAST)).astype(np.float32)))
        return found


def find_recogniser() -> Recogniser | None:
    """The second recogniser; None where it is not installed or does not run, see `why_none`."""
    return _found()[0]


def why_none() -> str:
    """Why there is no second recogniser; empty where there is one."""
    return _found()[1]


@lru_cache(maxsize=1)
def _found() -> tuple[Recogniser | None, str]:
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        return None, "not installed: `pip install 'doctored[recogniser]'`"
    model = Path(package.submodule_search_locations[0]) / "models" / MODEL
    try:
        digest = hashlib.sha256(model.read_bytes()).hexdigest()[:8]
        _loaded(str(model))
        versions = f"rapidocr {version('rapidocr')}, onnxruntime {version('onnxruntime')}"
    except Exception as error:  # onnxruntime's errors have no class in common
        return None, f"does not run, install it anew: {type(error).__name__}: {error}"
    return Recogniser(str(model), f"{MODEL.removesuffix('.onnx')} {digest} of {versions}"), ""


@lru_cache(maxsize=1)
def _loaded(model: str) -> tuple[InferenceSession, dict[str, int]]:
    """The network, and the column of each of its characters."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # one worker on each core already
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, {name: column for column, name in enumerate([*names, " "], 1)}


def _picture(crop: UInt8) -> Frames:
    """(1, 3, HEIGHT, width) from -1 (black) to 1, as the network wants it."""
    width = max(1, round(HEIGHT * crop.shape[1] / crop.shape[0]))
    scaled = cv2.resize(crop, (width, HEIGHT)).astype(np.float32) / 127.5 - 1
    picture = np.zeros((1, 3, HEIGHT, max(width, NARROWEST)), np.float32)
    picture[..., :width] = scaled
    return picture
