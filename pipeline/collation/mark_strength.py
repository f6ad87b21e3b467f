"""How surely what a copy shows beyond the others is a mark: traits of it, weighed as fitted on generated families.

Blur, tone and a block laid askew leave blobs that have the shape of a bar, a highlighter or a stroke. They fade into
what lies around them, lie on words, and come in numbers. The weights are those of a logistic regression for each sort
of mark (`benchmarks/fit_marks.py`), in `marks.json`. Of a stamp or signature the shape speaks as well: is it
drawn, by pen or by forger, and which of both? These two are regressions of their own; a third weighs what they say
together beside what the traits say (stacking, Wolpert 1992).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from statistics import median
from typing import NamedTuple

import numpy as np
from scipy.special import log_expit

from pipeline.collation.blobs import HALF, Mark, correlation, small
from pipeline.collation.copies import Mask, Table
from pipeline.collation.strength import BY_CHANCE
from pipeline.collation.stroke_shape import shape_of
from pipeline.imaging.ink import Ink

Weights = Mapping[str, Mapping[str, float]]
WEIGHTS: Weights = json.loads(files("pipeline.collation").joinpath("marks.json").read_text(encoding="utf-8"))["weights"]
MARKS_VERSION = hashlib.sha256(json.dumps(WEIGHTS, sort_keys=True).encode()).hexdigest()[:6]

TINY = 1e-6  # log-odds: just enough to be told
AROUND = 0.5  # text heights around a mark that it is compared with
SEEN = 0.8  # share of them that another copy must show
# Log-odds from which what is no drawing is told. A bar hides words: what may be one is told as one. An overlay hides
# nothing; what may be one is kept in mind, and told where it is likelier one than a candidate is without a look at its
# traits (`share`: log-odds of the candidates of the fit).
LEAST = {"redaction": -2.0, "highlighter": 0.0, "overlay": WEIGHTS["overlay"]["share"], "pen": 0.0}
SORTS = ("redaction", "highlighter", "overlay", "pen", "drawing")
OF_SHAPE = ("drawn", "signed")  # regressions on the shape
# log10: three to one. A bent sheet has dozens of remains of words that look drawn, and honest copies carry them.
LEAST_DRAWING = BY_CHANCE + 0.5


class Layers(NamedTuple):
    """All copies at half the canvas's size: ink, strokes, colour, what is seen; height: of the text, full canvas."""

    inks: Sequence[Ink]
    strokes: Sequence[Ink]
    chroma: Sequence[Ink]
    seen: Sequence[Mask]
    height: float


def layers_of(table: Table) -> Layers:
    """The layers of all copies."""
    return Layers(
        [small(c.ink, HALF) for c in table.copies],
        [small(c.strokes, HALF) for c in table.copies],
        [small(c.chroma, HALF) for c in table.copies],
        [small(c.seen.astype(np.float32), HALF) > 0.99 for c in table.copies],
        table.text_height,
    )


class Candidate(NamedTuple):
    """A blob with the shape of a mark, and its traits by name: None where no other copy shows it and its rim. pieces:
    of a drawing that letters hold together, which are candidates of their own where it is none. shape: of something
    drawn, as in `StrokeShape`; None where its strokes are not known."""

    mark: Mark
    traits: Mapping[str, float] | None
    pieces: Sequence[Candidate] = ()
    shape: Mapping[str, float] | None = None

    @property
    def sorts(self) -> tuple[str, ...]:
        """What it may be: of something drawn both, a reader's pen and a stamp or signature."""
        if self.mark.pen is not None:
            return "pen", "drawing"
        return ({"annotation": "highlighter"}.get(self.mark.kind, self.mark.kind),)

    def strength(self, sort: str) -> float:
        """log10 likelihood ratio that it is a mark of a sort, BY_CHANCE added."""
        return BY_CHANCE + (self.log_odds(sort) - WEIGHTS[sort]["share"]) / math.log(10)

    def log_odds(self, sort: str) -> float:
        """Natural log-odds that it is a mark of a sort, as among the candidates of the fit; of one without traits what
        is asked of them."""
        if self.traits is None:
            return LEAST.get(sort, WEIGHTS[sort]["share"]) + TINY
        told = weighed(WEIGHTS[sort], self.traits)
        if sort != "drawing" or self.shape is None:
            return told
        shape = drawn_and_signed(*(weighed(WEIGHTS[name], self.shape) for name in OF_SHAPE))
        both = WEIGHTS["both"]
        ratio = weighed(both, {"traits": told, "shape": shape}) - both["share"]
        return WEIGHTS[sort]["share"] + ratio  # drawings were common where the shapes were fitted


def weighed(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """Log-odds by one regression."""
    return weights["constant"] + sum(weights[name] * value for name, value in values.items())


def drawn_and_signed(drawn: float, signed: float) -> float:
    """Log-odds that something was drawn, and is a stamp or signature if it was. Both given as log-odds."""
    both = float(log_expit(drawn) + log_expit(signed))
    return both - math.log(-math.expm1(min(both, -TINY)))


def measured(marks: Sequence[Mark], others: Sequence[int], layers: Layers) -> list[Candidate]:
    """The marks of one copy with their traits. others: the sharpest other copies."""
    many = Counter(mark.pen is not None or mark.kind for mark in marks)
    found = []
    for mark in marks:
        traits = _traits(mark, others, layers)
        if traits is not None:
            traits["many"] = math.log(many[mark.pen is not None or mark.kind])
        found.append(Candidate(mark, traits, measured(mark.pieces, others, layers), _shape(mark, layers)))
    return found


def _shape(mark: Mark, layers: Layers) -> dict[str, float] | None:
    if mark.pen is None or mark.strokes is None or not mark.strokes.any():
        return None
    top, left = round(mark.box[1] * HALF), round(mark.box[0] * HALF)
    part = slice(top, top + mark.strokes.shape[0]), slice(left, left + mark.strokes.shape[1])
    lacking = [layers.strokes[i][part] for i in mark.lacking]
    usual = np.median(np.stack(lacking), axis=0) if lacking else np.zeros(mark.strokes.shape)
    return asdict(shape_of(mark.strokes, np.asarray(usual, np.float32), layers.chroma[mark.copy][part], layers.height))


def _traits(mark: Mark, others: Sequence[int], layers: Layers) -> dict[str, float] | None:
    """rim, tinge: how much more ink and colour than in the other copies there is inside its box than around it; unrest:
    how much the ink around it differs, too; words: strokes that the others have there (square roots of both); through:
    correlation of its strokes with those; even: standard deviation of its ink; breadth, tallness: natural logarithms of
    text heights; is_graphic: by shape; the rest as in `Pen`, of density the natural logarithm. Of what is drawn the
    other copies are those that surely lack it, and lacked: their number over that of the others."""
    height, width = layers.inks[mark.copy].shape
    x0, y0, x1, y1 = (round(v * HALF) for v in mark.box)
    x0, y0 = max(0, x0), max(0, y0)
    x1, y1 = min(width, max(x1, x0 + 1)), min(height, max(y1, y0 + 1))
    reach = max(2, round(AROUND * layers.height * HALF))
    part = (slice(max(0, y0 - reach), min(height, y1 + reach)), slice(max(0, x0 - reach), min(width, x1 + reach)))
    inside = np.zeros(layers.inks[mark.copy][part].shape, bool)
    inside[y0 - part[0].start : y1 - part[0].start, x0 - part[1].start : x1 - part[1].start] = True
    # a stamp that most copies carry is told by those that lack it
    witnesses = [i for i in mark.lacking if layers.seen[i][part].mean() > SEEN]
    witnesses = witnesses or [i for i in others if layers.seen[i][part].mean() > SEEN]
    if not witnesses or inside.all() or not inside.any():
        return None

    def usual(layer: Sequence[Ink]) -> Ink:
        return np.asarray(np.median(np.stack([layer[i][part] for i in witnesses]), axis=0), np.float32)

    ink, colour = (layer[mark.copy][part] - usual(layer) for layer in (layers.inks, layers.chroma))
    traits = {
        "rim": float(ink[inside].mean() - ink[~inside].mean()),
        "tinge": float(colour[inside].mean() - colour[~inside].mean()),
        "unrest": math.sqrt(float(np.abs(ink[~inside]).mean())),
        "words": math.sqrt(max(float(usual(layers.strokes)[inside].mean()), 0.0)),
        "through": correlation(layers.strokes[mark.copy][part][inside], usual(layers.strokes)[inside]),
        "even": float(layers.inks[mark.copy][part][inside].std()),
        "breadth": math.log((mark.box[2] - mark.box[0]) / layers.height),
        "tallness": math.log((mark.box[3] - mark.box[1]) / layers.height),
    }
    if mark.pen is not None:
        traits |= asdict(mark.pen) | {
            "density": math.log(mark.pen.density),
            "is_graphic": float(mark.kind == "graphic"),
            "lacked": len(mark.lacking) / max(len(others), 1),
        }
    return traits


def graded(candidates: Sequence[Candidate]) -> list[Mark]:
    """Those that are told, see LEAST. What is drawn is a graphic where its traits speak for one, and more than for a
    reader's pen: whether it counts is for the assessment to say; a part of it where that is surer alone. Overlays
    in doubt are in, with no strength."""
    found = []
    for candidate in candidates:
        odds = {sort: candidate.log_odds(sort) for sort in candidate.sorts}
        if "drawing" in odds:
            strength = candidate.strength("drawing")
            is_less = any("drawing" in c.sorts and c.strength("drawing") > strength for c in candidate.pieces)
            by_pen = [c.strength("pen") for c in candidate.pieces if "pen" in c.sorts]
            is_less = is_less or (len(by_pen) > 1 and median(by_pen) > strength)  # rings that letters hold together
            # of the shape of a signature it may be one though readers draw oftener than forgers
            is_shaped = candidate.mark.kind == "graphic" and strength > candidate.strength("pen")
            if strength > LEAST_DRAWING and (odds["drawing"] > odds["pen"] or is_shaped) and not is_less:
                found.append(replace(candidate.mark, kind="graphic", strength=strength))
            elif candidate.pieces:
                found += graded(candidate.pieces)
            elif odds["pen"] > LEAST["pen"]:
                found.append(replace(candidate.mark, kind="annotation", strength=candidate.strength("pen")))
            continue
        ((sort, value),) = odds.items()
        if value > LEAST[sort]:
            found.append(replace(candidate.mark, strength=candidate.strength(sort)))
        elif sort == "overlay":
            found.append(replace(candidate.mark, strength=0.0))
    return found
