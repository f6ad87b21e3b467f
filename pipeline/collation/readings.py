"""From what each copy shows in a slot to places: who sides with whom, what each side reads, and how sure it is."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.agreement import (
    EDGE,
    FEW,
    agreements,
    believed,
    captions,
    doubt_blanks,
    from_near,
    ghosts,
    lies_right,
    read_around,
    sheet_depth,
    without,
)
from pipeline.collation.heard import Heard
from pipeline.collation.pairs import Compared
from pipeline.collation.ratios import among_words, between_pairs
from pipeline.collation.sides import Parted, part
from pipeline.collation.slots import READABLE, Said, Slot
from pipeline.collation.strength import SURELY_NOT, Measures
from pipeline.imaging.words import plain, same_text

FEW_LINES = 5  # lines on which a forger changes something; a paragraph typed anew has as many
CROWD_RATE = 2.0  # log10 of strength for each tenfold more lines
ABOUT_AS_SURE = 1.0  # log10: of parts of one place
LETTERS = 0.6  # share of letters and figures in what is text
LETTERS_LOST = 3  # of a word that was heard in part; fewer may be another word
POINTS = ".,"  # between figures they change what these say
SIGNS = re.compile(rf"[^\w{POINTS}]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place with two readings. texts: by reading_no - 1, '' is paper, None not legible; carried: copy index to
    reading_no, the larger side first. measures: what the strength of its surest word is made of."""

    box: tuple[float, float, float, float]
    line_no: int
    texts: tuple[str | None, ...]
    carried: Mapping[int, int]
    strength: float
    kind: str | None = None
    slots: tuple[int, ...] = ()
    measures: Measures | None = None

    @property
    def smaller(self) -> frozenset[int]:
        """The copies that carry the reading of fewer."""
        return frozenset(copy for copy, number in self.carried.items() if number == 2)


def sided_alike(a: Place, b: Place) -> Place | None:
    """The second place with its sides numbered as the first's, where no copy is on one side here and on the other there
    and both sides have a copy in common; else None. A copy may show but one of them."""
    if len(a.texts) != 2 or len(b.texts) != 2:
        return None
    for turned in (b, replace(b, texts=b.texts[::-1], carried={copy: 3 - n for copy, n in b.carried.items()})):
        shared = [a.carried[copy] == turned.carried[copy] for copy in a.carried.keys() & turned.carried.keys()]
        sides = {a.carried[copy] for copy in a.carried.keys() & turned.carried.keys()}
        if all(shared) and sides == {1, 2}:
            return turned
    return None


def carried_by(parts: Sequence[Place]) -> dict[int, int]:
    """Who carries which side of places that become one, sides numbered alike: by all parts about as sure as the surest.
    What a copy has at a doubtful neighbour is not said of the whole."""
    surest = max(part.strength for part in parts)
    return {copy: n for part in parts if part.strength > surest - ABOUT_AS_SURE for copy, n in part.carried.items()}


def larger_first(place: Place) -> Place:
    """The place with the reading of most copies as its first; of equal sides that of the first copy."""
    sides = [sorted(copy for copy, n in place.carried.items() if n == side) for side in (1, 2)]
    if (-len(sides[1]), sides[1]) >= (-len(sides[0]), sides[0]):
        return place
    return replace(place, texts=place.texts[::-1], carried={copy: 3 - n for copy, n in place.carried.items()})


class Suspect(NamedTuple):
    """A slot whose copies may fall into two readings, before it is known whether these can be read."""

    slot: int
    strength: float
    sides: tuple[tuple[int, ...], tuple[int, ...]]


def find_suspects(
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
    compared: Compared,
    shown: npt.NDArray[np.bool_],
    written: npt.NDArray[np.bool_],
) -> list[Suspect]:
    """Slots whose copies may differ, the most suspect first. shown, written: (copies, slots), is it in the frame, are
    there letters."""
    told = said
    said, shown, unread = _trusted(slots, said, compared, shown, written)
    compared = among_words(compared)
    found = []
    for number in range(len(slots)):
        blank, pairs = [s[number].text == "" for s in told], between_pairs(compared, number)
        parted = part([s[number] for s in said], pairs, shown[:, number], unread[:, number], None, blank)
        if parted is not None:
            found.append(Suspect(number, parted.measures.plain_sum, (parted.larger, parted.smaller)))
    return sorted(found, key=lambda s: (-s.strength, s.slot))


def find_places(
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
    compared: Compared,
    shown: npt.NDArray[np.bool_],
    written: npt.NDArray[np.bool_],
    heard: Mapping[int, Heard] | None = None,
    before: Sequence[Sequence[Said]] | None = None,
) -> list[Place]:
    """Slots whose copies fall into two readings that say something else. Where neither side can be read, or both are
    read the same, nobody could say what differs: no place. Those are in as well that come about by chance.
    shown, written: as above; heard: the second opinions, by slot; before: what was said before them, where any was
    asked: by that a copy is known that is misread around."""
    told, heard = said, heard or {}
    said, shown, unread = _trusted(slots, said, compared, shown, written, before)
    said = borne_out(said, told, heard)
    compared = among_words(compared)
    places = []
    for number, slot in enumerate(slots):
        pairs, opinion = between_pairs(compared, number), heard.get(number)
        if opinion is not None:
            now = zip(told, said, strict=True)
            struck = [c for c, (a, b) in enumerate(now) if a[number].text is not None and b[number].text is None]
            opinion = opinion.without(struck)
        blank = [s[number].text == "" for s in told]
        parted = part([s[number] for s in said], pairs, shown[:, number], unread[:, number], opinion, blank)
        if parted is None or not differ(parted.texts[0] or "", parted.texts[1] or ""):
            continue
        carried = dict.fromkeys(parted.larger, 1) | dict.fromkeys(parted.smaller, 2)
        texts = parted.texts if opinion is None else _corrected(parted, opinion)
        if _lost_a_point(texts, parted.measures) or _is_heard_in_part(texts, parted, before, number):
            continue
        place = Place(slot.box, slot.line_no, texts, carried, parted.strength, None, (number,), parted.measures)
        places.append(place)
    return places


def _lost_a_point(texts: tuple[str | None, str | None], measures: Measures) -> bool:
    """Do the readings differ in a point or one letter of a word, where the ink says that they are alike and the second
    opinion is not sure that they are not? OCR loses points oftener than forgers."""
    larger, smaller = texts
    is_heard = measures.heard is not None and measures.heard >= SURELY_NOT
    return bool(larger and smaller and same_text(larger, smaller)) and measures.ink < 0 and not is_heard


def _is_heard_in_part(
    texts: tuple[str | None, str | None], parted: Parted, before: Sequence[Sequence[Said]] | None, number: int
) -> bool:
    """Is one side's word the begin or the end of the other's, and did nobody but the second opinion read it? On a
    curled sheet the rest of it lies in a fold. before: what was said before that opinion."""
    words = [plain(text or "") for text in texts]
    if before is None or not all(word.isalpha() for word in words):
        return False
    for side, (part_, whole) in zip((parted.larger, parted.smaller), (words, words[::-1]), strict=True):
        is_piece = len(whole) - len(part_) >= LETTERS_LOST and (whole.startswith(part_) or whole.endswith(part_))
        if is_piece and not any(before[copy][number].text for copy in side):
            return True
    return False


def _corrected(parted: Parted, heard: Heard) -> tuple[str | None, str | None]:
    """What both sides read with the second opinion on slips, unless they said the same then."""
    sides = (parted.larger, parted.smaller)
    found = [heard.corrected(side, text) if text else text for side, text in zip(sides, parted.texts, strict=True)]
    texts = found[0], found[1]
    return texts if differ(texts[0] or "", texts[1] or "") else parted.texts


def differ(a: str, b: str) -> bool:
    """Do two readings say something else? Not where only signs beside the letters were read otherwise (32700€ as
    327 00 =), nor where a scrawl was read as signs against paper."""
    if SIGNS.sub("", plain(a)).strip(POINTS) == SIGNS.sub("", plain(b)).strip(POINTS):
        return False
    text = plain(a) + plain(b)
    return bool(plain(a) and plain(b)) or sum(c.isalnum() for c in text) >= LETTERS * len(text.replace(" ", ""))


def _trusted(
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
    compared: Compared,
    shown: npt.NDArray[np.bool_],
    written: npt.NDArray[np.bool_],
    before: Sequence[Sequence[Said]] | None = None,
) -> tuple[Sequence[Sequence[Said]], npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """What each copy says and shows, as far as it lies where it should and can be believed, and at what share of the
    words around it was not read. before: by what a copy is known that is misread around; None: by `said`."""
    agrees, differs = agreements(said, compared)
    depth = sheet_depth(slots, agrees, shown)
    shown = shown & ((depth > -EDGE) | has_text(said) | written) & ~captions(slots, said, depth, written)
    around = read_around(slots, before or said)
    alike = agreements(before or said, compared)
    is_known = (alike[0] | alike[1]).sum(1, keepdims=True) >= FEW
    astray = from_near(slots, said, lies_right(slots, *alike) | ~is_known)
    told = without(doubt_blanks(said, lies_right(slots, agrees, differs)), ghosts(said, compared))
    return believed(told, around), shown & ~astray, around.unread


def borne_out(
    said: Sequence[Sequence[Said]], told: Sequence[Sequence[Said]], heard: Mapping[int, Heard]
) -> list[list[Said]]:
    """What copies say, with what they told and is not believed for the words around, where the second opinion surely
    reads the same, and reads what is around as other copies do: then the copy is blurred, and lies well."""
    found = [list(row) for row in said]
    for slot, opinion in heard.items():
        for copy in opinion.firm.intersection(opinion.by_copy):
            before = told[copy][slot]
            text, probability = opinion.free_text([copy])
            if before.text and 100 * probability >= READABLE and same_text(text, before.text):
                found[copy][slot] = before
    return found


def discount_crowds(places: Sequence[Place]) -> list[Place]:
    """Places at which the same copies differ from the rest on line after line are a copy laid askew, or another
    edition, sooner than changes: their strength falls with the number of lines."""
    lines: dict[frozenset[int], set[int]] = defaultdict(set)
    for place in places:
        if place.strength > 0:  # what comes about by chance is no crowd
            lines[place.smaller].add(place.line_no)
    found = []
    for place in places:
        n_lines = max(FEW_LINES, len(lines[place.smaller]))
        strength = place.strength - CROWD_RATE * math.log10(n_lines / FEW_LINES)
        if strength > 0:
            found.append(replace(place, strength=strength))
    return found


def has_text(said: Sequence[Sequence[Said]]) -> npt.NDArray[np.bool_]:
    """(copies, slots): was something read there with some confidence?"""
    return np.array([[bool(s.text) and s.confidence >= READABLE for s in row] for row in said], bool)
