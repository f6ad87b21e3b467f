"""The HTML page of a case file: one file that opens from disk, without network and without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.records import BENIGN, PageKey
from pipeline.report import wording
from pipeline.report.case import CAVEAT, CaseFile, Copy, Place, Reading, Seen, Witness
from pipeline.report.pictures import Picture, Wanted, draw
from pipeline.report.text import on_one_line
from pipeline.report.waterfall import waterfall

SHOWN_CROPS = 3  # of one reading
SHOWN_SILENT = 3  # copies without a reading at a place, cut out, too
SHOWN_PLACES = 30  # that findings are about: what is more is an edition sooner than a change
SHOWN_COLUMNS = 10  # places in the table of copies
SHOWN_ROWS = 60  # of what is listed without pictures
DRAWN_CHANGED = 10  # copies that carry a reading which a finding is about, drawn whole
DRAWN_AGREEING = 4  # of the others
CROP_HEIGHT, CROP_WIDTH = 62, 420  # CSS pixels at most
GRAPHIC_HEIGHT = 150  # the same for a stamp or a signature, which is no line of text
LABELS_ACROSS = 50  # labels that would fit along the longer side of a page
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Cut:
    """A crop with its caption."""

    copy: Copy
    picture: Picture
    kind: str
    note: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height on the page, CSS pixels."""
        tallest = GRAPHIC_HEIGHT if self.kind == "graphic" else CROP_HEIGHT
        scale = min(tallest / self.picture.height, CROP_WIDTH / self.picture.width, 3.0)
        return max(1, round(self.picture.width * scale)), max(1, round(self.picture.height * scale))


@dataclass(frozen=True, slots=True)
class ShownReading:
    """A reading with the crops of its first carriers; more: how many carriers are named only."""

    reading: Reading
    letter: str
    is_changed: bool
    cuts: Sequence[Cut]
    more: int
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place with crops. silent: copies that have it, but not legibly; absent: names of those that do not have it."""

    place: Place
    readings: Sequence[ShownReading]
    silent: Sequence[Cut]
    more_silent: int
    absent: Sequence[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A whole copy; numbers: those of the boxes, in their order, with the letter of the reading ('' for none)."""

    copy: Copy
    picture: Picture
    numbers: Sequence[tuple[int, str]]

    @property
    def label_size(self) -> tuple[float, float]:
        """Width and height of a label, in the unit of the boxes."""
        unit = max(self.picture.width, self.picture.height) / LABELS_ACROSS
        return unit * 1.35, unit

    @property
    def labels(self) -> Sequence[tuple[float, float]]:
        """Where the label of each box stands: above it, and above the labels that are there already."""
        wide, tall = self.label_size
        placed: list[tuple[float, float]] = []
        for x0, y0, x1, _ in self.picture.boxes:
            x = min(max((x0 + x1 - wide) / 2, 0.0), self.picture.width - wide)
            y = y0 - tall * 1.15
            while any(abs(x - left) < wide and abs(y - top) < tall for left, top in placed):
                y -= tall
            placed.append((x, max(y, 0.0)))
        return placed


def render(case: CaseFile, cache: Path) -> str:
    """The page as HTML. cache: the workspace's, for pixels; a picture that it lost is named as missing."""
    about = {place_no for finding in case.findings for place_no in finding.changed}
    content = [place for place in case.places if place.kind not in BENIGN]
    main = [place for place in content if place.place_no in about]
    other = [place for place in content if place.place_no not in about]
    marks = [place for place in case.places if place.kind in BENIGN]
    shown, drawn = _pictures(case, main[:SHOWN_PLACES], cache)
    return (
        _environment()
        .get_template("cluster.html.j2")
        .render(
            case=case,
            caveat=CAVEAT,
            places=shown,
            n_more_places=max(0, len(main) - SHOWN_PLACES),
            columns=main[:SHOWN_COLUMNS],
            carried=_carried(main[:SHOWN_COLUMNS]),
            drawn=drawn,
            n_not_drawn=len(case.copies) - len(drawn),
            other=other[:SHOWN_ROWS],
            n_more_other=max(0, len(other) - SHOWN_ROWS),
            marks=[(place, _marked(case, place)) for place in marks[:SHOWN_ROWS]],
            n_more_marks=max(0, len(marks) - SHOWN_ROWS),
            bars={key: waterfall(parts) for key, parts in case.scores.items()},
            unexamined=wording.not_examined(case, marks),
            shown_rows=SHOWN_ROWS,
        )
    )


def render_index(title: str, rows: Sequence[dict[str, Any]]) -> str:
    """The page that links to the pages of several clusters. rows: of report_clusters, with `link`, a relative path."""
    return _environment().get_template("index.html.j2").render(title=title, rows=rows, caveat=CAVEAT)


def _environment() -> Environment:
    """Everything is escaped: markup by autoescape, invisible and directional characters by finalize."""
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "at": _at, "letter": _letter, "percent": wording.percent, "quoted": wording.quoted, "share": wording.share,
        "words": wording.words,
    }  # fmt: skip
    environment.globals |= {"wording": wording, "when": _when, "LETTERS": LETTERS}
    return environment


def _visible(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return on_one_line(value)
    return "" if value is None else value


def _at(moment: datetime | None) -> str:
    return "not known" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _when(seen: Seen) -> str:
    """When a sighting was made: a time, or the interval that is known."""
    if seen.observed_at is None and seen.posted_at_earliest and seen.posted_at_latest:
        return f"between {_at(seen.posted_at_earliest)} and {_at(seen.posted_at_latest)}"
    return _at(seen.observed_at)


def _letter(reading_no: int | None) -> str:
    """Readings are named A, B, C: no side is the right one by its name."""
    return "" if reading_no is None else LETTERS[(reading_no - 1) % len(LETTERS)]


def _carried(places: Sequence[Place]) -> dict[tuple[PageKey, int], tuple[str, str]]:
    """(copy, place) to (letter, text); of a copy without a reading, why."""
    found = {}
    for place in places:
        for reading in place.readings:
            for witness in reading.carriers:
                found[witness.key, place.place_no] = (_letter(reading.reading_no), wording.quoted(reading.text))
        for witness in place.silent:
            found[witness.key, place.place_no] = ("", wording.words(witness.shows))
    return found


def _marked(case: CaseFile, place: Place) -> list[str]:
    """Names of the copies that carry a mark."""
    return [case.copy(w.key).file_name for reading in place.readings for w in reading.carriers if w.shows == "covered"]


def _pictures(case: CaseFile, places: Sequence[Place], cache: Path) -> tuple[list[ShownPlace], list[Drawn]]:
    copies = {copy.key: copy for copy in case.copies}
    changed = {(no, reading) for finding in case.findings for no, reading in finding.changed.items()}
    chosen = _chosen(case, changed)
    boxes = {
        copy.key: [
            (w.box, place.place_no, _letter(w.reading_no))
            for place in places
            for w in place.witnesses
            if w.key == copy.key and w.box is not None
        ]
        for copy in chosen
    }
    wholes = {copy.key: Wanted(copy, tuple(box for box, _, _ in boxes[copy.key]), is_whole=True) for copy in chosen}

    def crop(witness: Witness) -> Wanted:
        assert witness.box is not None
        return Wanted(copies[witness.key], (witness.box,), is_whole=False)

    firsts = {
        (place.place_no, reading.reading_no): _first(case, place, reading)
        for place in places
        for reading in place.readings
    }
    silents = {place.place_no: [w for w in place.silent if w.box is not None] for place in places}
    crops = [crop(w) for found in firsts.values() for w in found]
    crops += [crop(w) for found in silents.values() for w in found[:SHOWN_SILENT]]
    pictures = draw(cache, [*wholes.values(), *crops])
    shown = []
    for place in places:
        readings = []
        for reading in place.readings:
            first = firsts[place.place_no, reading.reading_no]
            cuts = [Cut(copies[w.key], pictures[crop(w)], place.kind, wording.read_by(w.read_by)) for w in first]
            names = [copies[w.key].file_name for w in reading.carriers]
            is_changed = (place.place_no, reading.reading_no) in changed
            letter = _letter(reading.reading_no)
            readings.append(ShownReading(reading, letter, is_changed, cuts, len(names) - len(cuts), names))
        silent = silents[place.place_no]
        cuts = [Cut(copies[w.key], pictures[crop(w)], place.kind, "not legible here") for w in silent[:SHOWN_SILENT]]
        absent = [copies[w.key].file_name for w in place.silent if w.box is None]
        shown.append(ShownPlace(place, readings, cuts, max(0, len(silent) - SHOWN_SILENT), absent))
    drawn = [
        Drawn(copy, pictures[wholes[copy.key]], [(no, letter) for _, no, letter in boxes[copy.key]]) for copy in chosen
    ]
    return shown, drawn


def _first(case: CaseFile, place: Place, reading: Reading) -> list[Witness]:
    """The carriers that are cut out: the example of a finding about this reading, the one seen first, then those that
    show most of the page, and the place largest."""
    about = {f.example for f in case.findings if f.changed.get(place.place_no) == reading.reading_no}

    def rank(witness: Witness) -> tuple[bool, bool, float, float]:
        x0, _, x1, _ = witness.box or (0.0, 0.0, 0.0, 0.0)
        copy = case.copy(witness.key)
        is_first = reading.first_seen_at is not None and copy.file_name == reading.first_seen_in
        return witness.key not in about, not is_first, -round(copy.coverage or 0.0, 1), x0 - x1

    return sorted((w for w in reading.carriers if w.box is not None), key=rank)[:SHOWN_CROPS]


def _chosen(case: CaseFile, changed: set[tuple[int, int]]) -> list[Copy]:
    """Copies that are drawn whole: those that carry a reading which a finding is about, examples first, and a few of
    those that do not; in the order of the case file."""
    examples = [finding.example for finding in case.findings]
    carriers = {
        w.key
        for place in case.places
        for reading in place.readings
        if (place.place_no, reading.reading_no) in changed
        for w in reading.carriers
    }
    ranked = sorted(case.copies, key=lambda copy: (copy.key not in examples, copy.key not in carriers))
    with_it = [copy.key for copy in ranked if copy.key in carriers][:DRAWN_CHANGED]
    without = [copy for copy in ranked if copy.key not in carriers]
    without.sort(key=lambda copy: (not copy.is_reference, -(copy.coverage or 0.0)))
    kept = {*with_it, *(copy.key for copy in without[:DRAWN_AGREEING])}
    return [copy for copy in case.copies if copy.key in kept]
