"""What differs between the copies of a cluster: place by place, the readings and who carries each.

Every copy is laid on the clearest one; at every word the copies are compared by ink, against the noise of the words
around it, and by what was read. A place is reported when its copies fall into two readings that are each legible.
Who changed it is not asked here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.agreement import agreements, in_place, without
from pipeline.collation.astray import astray, rows_aside
from pipeline.collation.copies import LaidCopy, Table, is_bent, lay_out, loosely_held, unevenly_laid
from pipeline.collation.covered import bars_on_words
from pipeline.collation.cuts import cut_off, without_cut_words
from pipeline.collation.heard import Heard
from pipeline.collation.kinds import join_lines, kind_of, mark_swaps, without_votes, words_beside
from pipeline.collation.laying import LAYING_VERSION
from pipeline.collation.lettering import with_lettering
from pipeline.collation.lines import complete_lines
from pipeline.collation.mark_strength import MARKS_VERSION
from pipeline.collation.marks import find_marks, hidden_by, join_marks
from pipeline.collation.notes import set_apart_notes
from pipeline.collation.pairs import Compared, compare_all
from pipeline.collation.phrases import whole_phrases
from pipeline.collation.ratios import ILLEGIBLE
from pipeline.collation.read_by import Sayings
from pipeline.collation.readings import Place, discount_crowds, find_places, find_suspects
from pipeline.collation.same_drawing import Carried, carried
from pipeline.collation.second_look import look_again
from pipeline.collation.second_opinion import ask_again
from pipeline.collation.sequence import find_moved_lines, with_moved_lines
from pipeline.collation.slots import Said, find_slots, read_slots, shown_slots, written_slots
from pipeline.collation.spacing import OutOfStep, out_of_step
from pipeline.collation.strength import STRENGTH_VERSION, Measures
from pipeline.collation.surroundings import without_surroundings
from pipeline.collation.swaps import bear_out_swaps
from pipeline.collation.traces import find_traces, strongest
from pipeline.collation.unread import as_of_page, with_unread
from pipeline.imaging.features import FEATURES_VERSION
from pipeline.records import Comparison, CropReader, PageInput, PageKey, PlaceReading, Recogniser

VERSION = f"113.{LAYING_VERSION}.{FEATURES_VERSION}.{STRENGTH_VERSION}.{MARKS_VERSION}"

PIXEL_VARIANCE = 0.3  # of a pixel's own square and of the re-sampling that made it, in its own pixels
IN_FRAME = 0.5  # share of a place that a copy's frame must hold for the copy to have it
DRAWN = "a stamp, signature or drawing"  # the reading of a copy that carries a graphic

Mask = npt.NDArray[np.bool_]


class Measured(NamedTuple):
    """Measures at a place, and its box (x0, y0, x1, y1) in the frames of the copies that carry either reading."""

    measures: Measures
    boxes: Mapping[PageKey, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Collation:
    """A cluster collated: one PlaceReading for each copy at each place, one Comparison for each copy. measured: what
    the strengths of places with two texts rest on, chance ones too and no notes, to fit the weights of the measures on.
    """

    places: Sequence[PlaceReading]
    comparisons: Sequence[Comparison]
    measured: Sequence[Measured] = ()


def collate(
    cache: str,
    cluster_id: str,
    pages: Sequence[PageInput],
    references: Collection[PageKey] = (),
    read: CropReader | None = None,
    recognise: Recogniser | None = None,
) -> Collation:
    """Collate the copies of one cluster; images and features lie in the cache.

    references: those of the pages that are witnesses, but are counted nowhere: which side is the larger one, and how
    many copies were compared. read: who takes a second look at suspect words; None: what was read with the page counts
    alone. recognise: who gives a second opinion on doubtful words, if anybody.

    Cost grows with the number of copies: each is compared with a few references, not with every other.
    Raises FileNotFoundError when the cache lost something.
    """
    if len(pages) < 2:
        return Collation((), [Comparison(cluster_id, p.file_sha256, p.page_no, 0, 0, 0.0, None, None) for p in pages])
    table = without_surroundings(Path(cache), lay_out(Path(cache), pages))
    marks = find_marks(table)
    table = table if read is None else with_unread(table, marks, read)
    slots = find_slots(table)
    words = np.array([s.box for s in slots]).reshape(-1, 4)
    bars, dark = bars_on_words(table, words, marks)
    marks += bars
    hidden = [one | other for one, other in zip(hidden_by(marks, table), dark, strict=True)]
    shown = shown_slots(table, slots, hidden)
    shown &= ~cut_off(table, words, shown)
    compared = compare_all(table, words, shown)
    said, written = read_slots(table, slots), written_slots(table, slots)
    off = astray(slots, said, table.text_height)
    paper = np.array([[s.text == "" for s in row] for row in said], bool)
    said, shown = without(said, off | (paper & loosely_held(table, words))), shown & ~off
    by_page = as_of_page(table, slots, said)
    marks = with_lettering(in_place(marks, slots, *agreements(said, compared), table.text_height), table, recognise)
    suspects = find_suspects(slots, said, compared, shown, written) if read or recognise else []
    if read is not None:
        said = look_again(table, slots, said, compared, suspects, read)
    unread = np.array([[s.text is None for s in row] for row in said], bool)
    shown &= ~(unread & unevenly_laid(table, words))  # a word that was read has been laid where it can be read
    before: Sequence[Sequence[Said]] = said
    heard: Mapping[int, Heard] = {}
    if recognise is not None:
        said, heard = ask_again(table, slots, said, compared, shown, [s.slot for s in suspects], recognise)
    aside = rows_aside(slots, said, table.text_height)
    for index in np.flatnonzero(aside.any(1)).tolist():
        shown[index] &= ~aside[index] | (not is_bent(table.copies[index], table.text_height))
    every = without_cut_words(find_places(slots, said, compared, shown, written, heard, before))
    found, notes = set_apart_notes(discount_crowds(bear_out_swaps(every)), table, marks)
    whole = complete_lines(whole_phrases(found, table), slots, said)
    whole = with_moved_lines(whole, find_moved_lines(table, slots), table)
    places = mark_swaps(join_lines(whole, slots, table.text_height))
    places = without_votes(places, {i for i, copy in enumerate(table.copies) if copy.key in references})
    rows: list[PlaceReading] = []
    ordered = sorted(places, key=lambda p: (p.box[1], p.box[0]))
    traces = find_traces(table, words) if places else np.zeros((len(table.copies), len(words), 0))
    for place_no, place in enumerate(ordered, 1):
        kind = place.kind or kind_of([t or "" for t in place.texts], words_beside(place, slots, table.text_height))
        steps = out_of_step(place, slots, table)
        rows += _rows(cluster_id, place_no, kind, place, table, Sayings(by_page, before, said), traces, steps)
    for place_no, mark in enumerate(carried(join_marks([*marks, *notes]), marks, table), len(ordered) + 1):
        rows += _mark_rows(cluster_id, place_no, mark, table)
    counted = [p.key for p in pages if p.key not in references]
    told, _ = set_apart_notes(every, table, marks)
    return Collation(rows, _comparisons(cluster_id, table, shown, compared, counted), _measured(told, table))


def _measured(places: Sequence[Place], table: Table) -> list[Measured]:
    copies = table.copies
    return [
        Measured(place.measures, {copies[c].key: copies[c].own_box(place.box, table.scale) for c in place.carried})
        for place in places
        if place.measures is not None
    ]


def _rows(
    cluster_id: str,
    place_no: int,
    kind: str,
    place: Place,
    table: Table,
    sayings: Sayings,
    traces: npt.NDArray[np.float64],
    steps: tuple[OutOfStep, OutOfStep] | None,
) -> list[PlaceReading]:
    rows = []
    for index, copy in enumerate(table.copies):
        number = place.carried.get(index)
        shows = number is not None
        text = place.texts[number - 1] if number is not None else None
        strength = round(place.strength, 3) if shows else None
        box = copy.own_box(place.box, table.scale) if shows or _is_in_frame(copy, place.box) else None
        row = _reading(cluster_id, place_no, kind, copy.key, number, text, box, strength, shows=shows)
        if number is not None:
            trace = strongest(traces[index, list(place.slots)])
            spreads, word = (None, None) if trace is None else (round(trace.spreads, 2), trace.word)
            reader = sayings.reader(index, place.slots, text)
            departs, of = (None, None) if steps is None else steps[number - 1]
            row = replace(
                row, read_by=reader, stands_out=spreads, stands_out_as=word, out_of_step=departs, out_of_step_as=of
            )
        rows.append(row)
    return rows


def _mark_rows(cluster_id: str, place_no: int, mark: Carried, table: Table) -> list[PlaceReading]:
    """A mark's carriers have reading 2. What a benign mark hides is not shown; nor is it said of a copy of which it is
    open whether it carries a drawing."""
    kind, carriers, strength, unsure = mark
    x0, y0 = (min(box[i] for box in carriers.values()) for i in (0, 1))
    x1, y1 = (max(box[i] for box in carriers.values()) for i in (2, 3))
    rows = []
    for index, copy in enumerate(table.copies):
        box = carriers.get(index, (x0, y0, x1, y1))
        carries = index in carriers
        there = carries or _is_in_frame(copy, box)
        own = copy.own_box(box, table.scale) if there else None
        told = there and index not in unsure
        shows = told and not (carries and kind != "graphic")
        number = (2 if carries else 1) if told else None
        text = None if not told else "" if not carries else DRAWN if kind == "graphic" else kind
        rows.append(_reading(cluster_id, place_no, kind, copy.key, number, text, own, strength, shows=shows))
    return rows


def _reading(
    cluster_id: str, place_no: int, kind: str, key: PageKey, number: int | None, text: str | None,
    box: tuple[float, float, float, float] | None, strength: float | None, *, shows: bool,
) -> PlaceReading:  # fmt: skip
    """One row; without a box the copy does not have the place at all, without a number it speaks for no reading."""
    x0, y0, x1, y1 = box or (None, None, None, None)
    strength = strength if box else None
    return PlaceReading(
        cluster_id, place_no, kind, key.file_sha256, key.page_no, number, text, shows, x0, y0, x1, y1, strength
    )


def _is_in_frame(copy: LaidCopy, box: Sequence[float]) -> bool:
    """Does the copy's frame hold most of a box of the canvas? Legible or not."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    part = copy.seen[y0:y1, x0:x1]
    return bool(part.size and part.mean() > IN_FRAME)


def _softness(table: Table, compared: Compared) -> npt.NDArray[np.float64]:
    """(copies,) canvas pixels: how much more blurred a copy is than the sharpest, and how coarse its own pixels are."""
    own_pixel = np.array([PIXEL_VARIANCE / max(copy.density, 1e-3) ** 2 for copy in table.copies])
    return np.asarray(np.sqrt(compared.blur - compared.blur.min() + own_pixel))


def _comparisons(
    cluster_id: str, table: Table, shown: Mask, compared: Compared, counted: Sequence[PageKey]
) -> list[Comparison]:
    """counted: all pages of the cluster but the references."""
    softness = _softness(table, compared)
    legible = (compared.normal < ILLEGIBLE).any(1) & shown if shown.size else shown
    counts = np.array([copy.key in counted for copy in table.copies], bool)
    rows = []
    for index, copy in enumerate(table.copies):
        others = np.delete(legible, index, 0)
        both = legible[index] & others.any(0)
        coverage = float(both.mean()) if both.size else 0.0
        reached = (others & legible[index]).any(1) if both.size else np.zeros(len(others), bool)
        is_copy = np.delete(counts, index)
        n_copies = len(counted) - int(counts[index])
        residual = None if copy.laid is None else round(copy.laid.residual_px, 2)
        soft = round(float(softness[index]) / table.scale, 3)
        n_compared, n_references = int((reached & is_copy).sum()), int((reached & ~is_copy).sum())
        rows.append(
            Comparison(
                cluster_id, *copy.key, n_copies, n_compared, round(coverage, 4), residual, None, soft, n_references
            )
        )
    rows += [
        Comparison(cluster_id, *key, len(counted) - (key in counted), 0, 0.0, None, reason)
        for key, reason in table.left_out
    ]
    return rows
