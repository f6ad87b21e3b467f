"""Words of a copy that lie where others have other words: the copy is laid askew along its lines there.

A curled sheet may be laid a column to the right: its 4016 lies on the word Lunch, and Lunch on the word after it, line
after line. A word put into a line or left out moves the rest of that line alone; a row of a table moves up or down, not
along; and of two that were swapped each has what belongs to the other. Those are changes, and are none of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.collation.slots import Said, Slot
from pipeline.imaging.words import plain, same_text

ALONG, ACROSS = 12.0, 0.7  # text heights by which a word may be moved along its line, and across it within that line
ALIKE = 1.0  # text heights: words of one strip are moved alike up to this,
STRETCH = 0.5  # or up to this share of their way: a curl narrows what lies on it
BESIDE = (16.0, 8.0)  # text heights, along and across the lines, within which words are of one strip
LINES = 3  # on which words must be moved alike
LETTERS = 2  # of a word that can be told from others
COLUMN = (0.7, 4.0)  # text heights: sideways, within which places are of one column, and down to the next one in it

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def astray(slots: Sequence[Slot], said: Sequence[Sequence[Said]], text_height: float) -> Bools:
    """(copies, slots): does the copy lie askew there? said: what each copy says in each slot; text_height: canvas
    pixels. On a line, from the first word that is moved to the last one."""
    out = np.zeros((len(said), len(slots)), bool)
    where = np.array([s.box for s in slots], np.float64).reshape(-1, 4) / text_height
    middles = (where[:, :2] + where[:, 2:]) / 2
    homes: dict[str, list[int]] = defaultdict(list)
    for number, slot in enumerate(slots):
        if sum(c.isalnum() for c in slot.text) >= LETTERS:
            homes[plain(slot.text)].append(number)
    for copy, row in enumerate(said):
        at, by = _moved(slots, row, middles, homes)
        for word in range(len(at)):
            alike = _moved_alike(word, middles[at], by)
            n_lines = 1 + (np.diff(np.sort(middles[at[alike], 1])) > ACROSS).sum()
            if n_lines >= LINES:
                on_line = at[alike & (np.abs(middles[at, 1] - middles[at[word], 1]) < ACROSS)]
                out[copy] |= _between(on_line, middles)
    return out


def rows_aside(slots: Sequence[Slot], said: Sequence[Sequence[Said]], text_height: float) -> Bools:
    """(copies, slots): does the copy say there what belongs to the next place above or below in its column, and at that
    place what belongs to the one after? Between two folds a column may be laid a row aside, single figures that tell
    little alone. Of a page that is flat a row was taken out or put in: this is asked of bent sheets."""
    out = np.zeros((len(said), len(slots)), bool)
    where = np.array([s.box for s in slots], np.float64).reshape(-1, 4) / text_height
    after = _below(where)
    for way in (after, {below: above for above, below in after.items()}):
        for copy, row in enumerate(said):
            for first, second in way.items():
                third = way.get(second)
                if third is not None and _is_of(row[first], slots[first], slots[second]):
                    out[copy, [first, second]] |= _is_of(row[second], slots[second], slots[third])
    return out


def _below(where: Floats) -> dict[int, int]:
    """Slot to the next one below it in its column. where: (slots, 4) in text heights."""
    middles = (where[:, :2] + where[:, 2:]) / 2
    found = {}
    for number, (x, y) in enumerate(middles.tolist()):
        down = middles[:, 1] - y
        beneath = np.flatnonzero((np.abs(middles[:, 0] - x) < COLUMN[0]) & (down > ACROSS) & (down < COLUMN[1]))
        if len(beneath):
            found[number] = int(beneath[down[beneath].argmin()])
    return found


def _is_of(here: Said, own: Slot, other: Slot) -> bool:
    """Was the other place's text read here, and not its own?"""
    text = here.text or ""
    return bool(text) and same_text(text, other.text) and not same_text(text, own.text)


def _moved(
    slots: Sequence[Slot], row: Sequence[Said], middles: Floats, homes: dict[str, list[int]]
) -> tuple[npt.NDArray[np.intp], Floats]:
    """(n,) slots at which a copy says what belongs to another slot of the same line, where it says something else than
    that and not what belongs here; (n,) by how many text heights that word is moved."""
    found = []
    for number, here in enumerate(row):
        if not here.text or same_text(here.text, slots[number].text):
            continue
        for home in homes.get(plain(here.text), ()):
            x, y = middles[number] - middles[home]
            there = row[home].text
            if abs(x) > ALONG or abs(y) > ACROSS or there is None:
                continue
            if not same_text(there, slots[home].text) and not same_text(there, slots[number].text):
                found.append((number, float(x)))
    return np.array([number for number, _ in found], np.intp), np.array([x for _, x in found], np.float64)


def _moved_alike(word: int, at: Floats, by: Floats) -> Bools:
    """(n,): words near one that are moved as it is. at: (n, 2) where they are; by: as of `_moved`."""
    near = (np.abs(at - at[word]) <= BESIDE).all(1)
    return np.asarray(near & (np.abs(by - by[word]) <= max(ALIKE, STRETCH * abs(by[word]))))


def _between(strip: npt.NDArray[np.intp], middles: Floats) -> Bools:
    """(slots,): those on the line of some slots, from the first of these to the last."""
    x, y = middles[strip, 0], middles[strip, 1]
    on_line = (middles[:, 1] > y.min() - ACROSS / 2) & (middles[:, 1] < y.max() + ACROSS / 2)
    return np.asarray(on_line & (middles[:, 0] >= x.min()) & (middles[:, 0] <= x.max()))
