"""Where a copy agrees with some other one, and so lies where it should: there, what is missing was left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import Mark
from pipeline.collation.pairs import Compared
from pipeline.collation.ratios import SURE
from pipeline.collation.sides import BARELY
from pipeline.collation.slots import Said, Slot
from pipeline.imaging.words import is_number, nearest, plain, same_text

ALIKE, CLEAR = 0.45, 0.5  # unlikeness of two copies at a word, and of the words around it, where they agree by ink
EDGE = 1.0  # text heights beyond the outermost agreeing words that still belong to the sheet
CAPTION = 2.5  # the same, from which a line that no other copy has is an app's; the next paragraph is nearer
CLOCK = re.compile(r"\d{1,2}:\d{2}")
MAY_BE_CLOCK = re.compile(r"\W*([01]?\d|2[0-3])[:.]?[0-5]\d\W*")  # 18.27, was read for 18:27
SENT_ON = "forwarded"  # as messengers say it, in English
BEYOND = 7.0  # text heights beyond them, an inch or so, in which a logo or a remark in the margin may lie
SURE_MARK = 2.5  # log10: of a logo in a corner, for which thirty to one speaks once BY_CHANCE is taken off
FEW = 6  # agreeing words under which the sheet's end is not known
AROUND = 12  # words around by which it is seen whether a copy lies right
LIES_RIGHT = 0.5  # share of them that must agree, of those that say anything
GHOST = 0.6  # unlikeness of paper to a word's ink; that of paper without anything is about 1
NEAR = 5.0  # heights of a word within which a copy laid askew may show another one in its place
PART = 3  # letters and figures by which a word, or part of one, is known again

MISREAD = 0.5  # share of the words around from which a copy that misread them is not believed: it is as often wrong
FEW_TOLD = 4  # words around under which it is not known how well a copy is read

Bools = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]


def agreements(said: Sequence[Sequence[Said]], compared: Compared) -> tuple[Bools, Bools]:
    """(copies, slots) each: does the copy agree there with some other one, read or by ink? does it show something else
    than any other? Paper does neither."""
    agrees, differs = np.zeros((2, len(said), len(said[0]) if said else 0), bool)
    for slot, here in enumerate(zip(*said, strict=True)):
        texts = Counter(s.text for s in here if s.text is not None)
        alike = {
            text: n > 1 or any(other != text and same_text(text, other) for other in texts)
            for text, n in texts.items()
            if text
        }
        for copy, s in enumerate(here):
            if s.text is not None:
                agrees[copy, slot] = bool(s.text) and alike[s.text]
                differs[copy, slot] = bool(s.text) and len(texts) > 1
    with np.errstate(invalid="ignore"):
        same_ink = (compared.unlike < ALIKE) & (compared.normal < CLEAR)
        other_ink = compared.unlike >= ALIKE
    for column, r in enumerate(compared.references):
        agrees |= same_ink[:, column]
        agrees[r] |= same_ink[:, column].any(0)
        differs |= other_ink[:, column]
    paper = np.array([[s.text == "" for s in row] for row in said], bool)
    return agrees, differs & ~agrees & ~paper


def captions(slots: Sequence[Slot], said: Sequence[Sequence[Said]], depth: Shares, written: Bools) -> Bools:
    """(copies, slots): lines that one copy has, part of them far beyond all words in which it agrees with others, where
    these have paper: what an app or a channel wrote above or below the page; the time of a message beside it, where
    others have something else that is no time; and times far beyond those words that at most half of the copies have,
    clocks of apps; and what messengers write above what was sent on, however many copies come of that. Not a title that
    stands within the frame of a copy that lacks it: an app makes the picture larger.
    depth: as of `sheet_depth`; written: (copies, slots), as of `slots.written_slots`."""
    alone: dict[tuple[int, int], list[int]] = defaultdict(list)
    framed = set()
    clocks = np.zeros(depth.shape, bool)
    for slot, here in enumerate(zip(*said, strict=True)):
        having = [copy for copy, s in enumerate(here) if s.text]
        if len(having) == 1 and any(s.text == "" for s in here):
            line = having[0], slots[slot].line_no
            alone[line].append(slot)
            if any(s.text == "" and written[copy, slot] for copy, s in enumerate(here)):
                framed.add(line)
        told = [copy for copy in having if CLOCK.fullmatch(here[copy].text or "")]
        others_may = any(MAY_BE_CLOCK.fullmatch(here[copy].text or "") for copy in having if copy not in told)
        # where another copy has nothing it may be erased
        is_beside = len(told) == 1 and not others_may and not any(s.text == "" for s in here)
        are_few = len(told) == len(having) > 1 and 2 * len(told) <= len(here)
        are_clocks = are_few and bool((depth[told, slot] < -CAPTION).all())
        clocks[told, slot] = is_beside or are_clocks
    found = clocks & (depth < -EDGE)
    found[:, _sent_on(slots)] = True
    for (copy, line_no), words in alone.items():
        if (copy, line_no) not in framed:
            found[copy, words] |= depth[copy, words].min() < -CAPTION
    return found


def _sent_on(slots: Sequence[Slot]) -> list[int]:
    """Slots of lines on which nothing stands but that something was forwarded, from whom, and when."""
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, slot in enumerate(slots):
        lines[slot.copy, slot.line_no].append(number)
    found = []
    for numbers in lines.values():
        texts = [text for i in numbers if not CLOCK.fullmatch(text := plain(slots[i].text))]
        found += numbers if texts[:2] in ([SENT_ON], [SENT_ON, "from"]) else []
    return found


def sheet_depth(slots: Sequence[Slot], agrees: Bools, shown: Bools) -> Shares:
    """(copies, slots): by how many text heights a slot lies within the outermost words in which the copy agrees with
    another one, below 0 beyond them; infinite where too few agree to tell. Farther out than EDGE may be a desk, a
    border or an app: what is missing there is not erased."""
    boxes = np.array([s.box for s in slots], np.float32).reshape(-1, 4)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    height = float(np.median([s.box[3] - s.box[1] for s in slots])) if slots else 1.0
    out = np.full(shown.shape, np.inf)
    for copy, row in enumerate(agrees):
        points = middle[row & shown[copy]]
        if len(points) >= FEW:
            hull = cv2.convexHull(points)
            out[copy] = [cv2.pointPolygonTest(hull, (float(x), float(y)), True) / height for x, y in middle]
    return out


def lies_right(slots: Sequence[Slot], agrees: Bools, differs: Bools) -> Bools:
    """(copies, slots): do most of the words around that say anything agree? On a curled sheet the paper between two
    lines may lie where a word should be."""
    right = np.zeros_like(agrees)
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    for copy, (same, other) in enumerate(zip(agrees, differs, strict=True)):
        telling = np.flatnonzero(same | other)
        if len(telling) < FEW:
            continue
        near = nearest(where[telling], min(AROUND, len(telling)), where)
        right[copy] = same[telling][near].mean(1) > LIES_RIGHT
    return right


def in_place(
    marks: Sequence[Mark], slots: Sequence[Slot], agrees: Bools, differs: Bools, text_height: float
) -> list[Mark]:
    """Drawings around which their copy lies right: elsewhere they may be words or rules laid askew. And marks of other
    kinds that lie near the words, where enough are known: a bar or a tint beyond these may be a desk or an app, a sure
    logo is none."""
    middles = np.array([s.box for s in slots]).reshape(-1, 4)
    kept = []
    for mark in marks:
        x0, y0, x1, y1 = mark.box
        if mark.kind != "graphic":
            words = middles[agrees[mark.copy]]
            at, margin = np.array([x0 + x1, y0 + y1]) / 2, BEYOND * text_height
            is_known = len(words) < FEW or (mark.kind == "overlay" and mark.strength > SURE_MARK)
            if is_known or ((words[:, :2].min(0) - margin < at) & (at < words[:, 2:].max(0) + margin)).all():
                kept.append(mark)
            continue
        far = np.abs(middles[:, :2] + middles[:, 2:] - [x0 + x1, y0 + y1]) / 2 - [(x1 - x0) / 2, (y1 - y0) / 2]
        outside = np.flatnonzero((far > 0).any(1))
        away = np.linalg.norm(np.maximum(far[outside], 0) * [1.0, 2.0], axis=1)
        near = outside[np.argsort(away, kind="stable")[:AROUND]]
        yes, no = agrees[mark.copy, near].sum(), differs[mark.copy, near].sum()
        if yes + no < FEW / 2 or yes > LIES_RIGHT * (yes + no):
            kept.append(mark)
    return kept


def doubt_blanks(said: Sequence[Sequence[Said]], right: Bools) -> list[list[Said]]:
    """The same, with paper told only where the copy lies right."""
    paper = np.array([[s.text == "" for s in row] for row in said], bool)
    return without(said, paper & ~right)


def ghosts(said: Sequence[Sequence[Said]], compared: Compared) -> Bools:
    """(copies, slots): is there something of a word's ink where a copy was said to have paper? Pale print beside black
    one fades first where a photograph is out of focus; where a word was left out no ink is like it."""
    found = np.zeros((len(said), len(said[0]) if said else 0), bool)
    paper = np.array([[s.text == "" for s in row] for row in said], bool)
    with np.errstate(invalid="ignore"):
        for column, r in enumerate(compared.references):
            has_word = np.array([bool(s.text) for s in said[r]], bool)
            found |= paper & has_word & (compared.unlike[:, column] < GHOST)
    return found


def from_near(slots: Sequence[Slot], said: Sequence[Sequence[Said]], right: Bools) -> Bools:
    """(copies, slots), asked where a copy does not lie right: does it say there what stands at another slot near, or a
    part of that word, and not what stands at this one? It shows the line above. Not where both changed places."""
    found = np.zeros_like(right)
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    middles = (where[:, :2] + where[:, 2:]) / 2
    for copy, slot in np.argwhere(~right).tolist():
        text = plain(said[copy][slot].text or "")
        if sum(c.isalnum() for c in text) < PART or same_text(text, slots[slot].text):
            continue
        reach = NEAR * (where[slot, 3] - where[slot, 1])
        beside = np.flatnonzero(np.hypot(*(middles - middles[slot]).T) < reach).tolist()
        homes = [i for i in beside if i != slot and _stands_at(text, slots[i].text)]
        is_swapped = any(same_text(said[copy][i].text or "", slots[slot].text) for i in homes)
        found[copy, slot] = bool(homes) and not is_swapped
    return found


def _stands_at(text: str, there: str) -> bool:
    """Is a text what stands there, or a part of that word? A part of a figure is another one."""
    return same_text(there, text) or (not is_number(text) and text in plain(there))


def without(said: Sequence[Sequence[Said]], which: Bools) -> list[list[Said]]:
    """The same, with nothing told in some slots. which: (copies, slots)."""
    return [
        [Said(None, 0.0) if is_out else s for s, is_out in zip(row, out, strict=True)]
        for row, out in zip(said, which, strict=True)
    ]


class Around(NamedTuple):
    """(copies, slots) each: of the words around that copies read alike, the share that the copy was not read at, and of
    those it was read at the share that it was misread at: otherwise, and not surely, for a paragraph that was typed
    anew is read otherwise, too. 0 where there are too few of them."""

    unread: Shares
    misread: Shares


def read_around(slots: Sequence[Slot], said: Sequence[Sequence[Said]]) -> Around:
    """How well each copy was read around each slot. Read alike is what two copies at least read the same, and more than
    read anything else."""
    usual = [_usual_text(here) for here in zip(*said, strict=True)]
    telling = np.flatnonzero([text is not None for text in usual])
    if len(telling) < FEW:
        return Around(*np.zeros((2, len(said), len(slots))))
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    near = telling[nearest(where[telling], min(AROUND + 1, len(telling)), where)]
    others = near != np.arange(len(slots))[:, None]  # a word is none of those around it
    unread = np.array([[s.text is None for s in row] for row in said], bool)
    wrong = np.array(
        [
            [
                bool(s.text and text and s.confidence < SURE and not same_text(s.text, text))
                for s, text in zip(row, usual, strict=True)
            ]
            for row in said
        ],
        bool,
    )
    n_told = (~unread[:, near] & others).sum(2)
    n_wrong = (wrong[:, near] & others).sum(2)
    misread = np.where(n_told >= FEW_TOLD, n_wrong / np.maximum(n_told, 1), 0.0)
    return Around((unread[:, near] & others).sum(2) / others.sum(1), misread)


def believed(said: Sequence[Sequence[Said]], around: Around) -> list[list[Said]]:
    """The same, with nothing told where a copy misread half of the words around, and no paper where it was not read at
    most of them: what it does not show it cannot lack."""
    paper = np.array([[s.text == "" for s in row] for row in said], bool)
    return without(said, (around.misread >= MISREAD) | (paper & (around.unread >= BARELY)))


def _usual_text(here: Sequence[Said]) -> str | None:
    """What most copies read at a slot, plain; None where none has a majority of two and more."""
    votes = Counter(plain(s.text) for s in here if s.text).most_common(2)
    second = votes[1][1] if len(votes) > 1 else 0
    return votes[0][0] if votes and votes[0][1] > max(1, second) else None
