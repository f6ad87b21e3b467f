"""What kind of difference a place is, and words that belong together: lines, swapped figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from rapidfuzz.distance import LCSseq

from pipeline.collation.readings import Place, carried_by, larger_first, sided_alike
from pipeline.collation.slots import Slot
from pipeline.imaging.words import is_number, plain

LINE_SHARE = 0.7  # share of a line's words that must be there on one side and missing on the other
LINE_WORDS = 3
MORE_WORDS, MOST_WORDS = 0.25, 1.0  # log10 for each further word of a gap, and for all of them
MOSTLY_THERE = 0.7  # of a swapped reading, where the rest of it was lost
GAP = 1.2  # text heights between words that make one place
MARKINGS = re.compile(
    r"\b(top|secret|confidential|restricted|unclassified|classified|official|sensitive|noforn|nofor[nm]|orcon|fouo|cui|relto|rel|eyes|only|"
    r"internal|protected|nato|cosmic)\b",
    re.IGNORECASE,
)
MONTHS = re.compile(
    r"^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$",
    re.IGNORECASE,
)
DAY, YEAR = re.compile(r"^\d{1,2}(st|nd|rd|th)?$"), re.compile(r"^(19|20)\d\d$")
DAY_OR_YEAR = re.compile(r"^(\d{1,2}(st|nd|rd|th)?|\d{4})$")
DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}[A-Z]{3}\d{2,4}\b", re.IGNORECASE)
# A date-time group (ACP 121): day, hour, minute and time zone, Zulu or before a month; 120000B may be a sum.
DATE_TIME = re.compile(
    r"\b(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d(Z\b|[A-Z] ?(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\b)"
)


def kind_of(texts: Sequence[str], beside: Sequence[str] = ()) -> str:
    """number, date, word or marking, by the readings of a place and the words beside it."""
    said = [t for t in texts if t]
    dates = {found for t in said if (found := _dates_in(t))}
    is_date = any(DATE.search(t) or DATE_TIME.search(t) or MONTHS.match(plain(t)) for t in said)
    if is_date or len(dates) > (len(said) > 1):
        return "date"
    differing = _without_common(said)
    if said and all(DAY_OR_YEAR.match(plain(t)) for t in differing) and any(MONTHS.match(plain(t)) for t in beside):
        return "date"
    if any(MARKINGS.search(t) for t in said) and all(t.isupper() or not t for t in said):
        return "marking"
    if any(is_number(t) for t in said):
        return "number"
    return "word"


def _without_common(texts: Sequence[str]) -> list[str]:
    """Readings without the words that both begin with: 04 and 06 of "of 04" and "of 06"."""
    words = [text.split() for text in texts]
    if len(words) < 2:
        return list(texts)
    alike = takewhile(lambda at: len({plain(word) for word in at}) == 1, zip(*words, strict=False))
    common = min(sum(1 for _ in alike), min(map(len, words)) - 1)
    return [" ".join(w[common:]) for w in words]


def _dates_in(text: str) -> tuple[str, ...]:
    """Its days and years beside a month, with that."""
    pairs = [(plain(a), plain(b)) for a, b in pairwise(text.split())]
    return tuple(f"{a} {b}" for a, b in pairs for x, y in ((a, b), (b, a)) if MONTHS.match(x) and DAY_OR_YEAR.match(y))


def words_beside(place: Place, slots: Sequence[Slot], text_height: float) -> list[str]:
    """The words right before and after a place on its line; of a year the one behind a day, too (March 5, 2023)."""
    line = sorted((slot for slot in slots if slot.line_no == place.line_no), key=lambda slot: slot.box[0])
    before = [slot for slot in line[::-1] if slot.box[2] <= place.box[0]]
    after = [slot for slot in line if slot.box[0] >= place.box[2]]
    is_year = any(YEAR.match(plain(text or "")) for text in place.texts)
    reach = GAP * text_height
    return [*_run(before, place.box, reach, over_a_day=is_year)[::-1], *_run(after, place.box, reach)]


def _run(words: Sequence[Slot], box: Sequence[float], gap: float, *, over_a_day: bool = False) -> list[str]:
    """The next word on one side of a box; where it is a day, the one behind it, too, if asked for."""
    found: list[str] = []
    for slot in words[:2]:
        if max(box[0] - slot.box[2], slot.box[0] - box[2]) >= gap:
            break
        found.append(slot.text)
        box = slot.box
        if not over_a_day or not DAY.match(plain(slot.text)):
            break
    return found


def join_lines(places: Sequence[Place], words: Sequence[Slot], text_height: float) -> list[Place]:
    """Neighbouring places of one line whose carriers fall apart alike become one; whole lines are named as such."""
    in_line: dict[int, int] = defaultdict(int)
    for word in words:
        in_line[word.line_no] += 1
    lines: dict[int, list[Place]] = defaultdict(list)
    joined: list[Place] = [place for place in places if place.kind]
    for place in places:
        if not place.kind:
            lines[place.line_no].append(place)
    for line_no, row in lines.items():
        groups: list[list[Place]] = []
        for place in sorted(row, key=lambda p: p.box[0]):
            group = groups[-1] if groups else []
            near = bool(group) and place.box[0] - group[-1].box[2] < GAP * text_height
            carried = {copy: n for p in group for copy, n in p.carried.items()}
            turned = sided_alike(replace(group[-1], carried=carried), place) if near else None
            if turned is not None:
                group.append(turned)
            else:
                groups.append([place])
        joined += [_named(_merge(group), len(group), in_line[line_no]) for group in groups]
    return joined


def _merge(group: Sequence[Place]) -> Place:
    """Places beside each other, sides numbered alike, as one; a text that one of them lacks is not told."""
    if len(group) == 1:
        return group[0]
    texts = tuple(
        None if any(t is None for t in side) else " ".join(t for t in side if t)
        for side in zip(*(p.texts for p in group), strict=True)
    )
    boxes = [p.box for p in group]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    best = max(group, key=lambda p: p.strength)
    if "" in texts:  # each further word that one side has and the other lacks bears the first one out
        best = replace(best, strength=best.strength + min(MORE_WORDS * (len(group) - 1), MOST_WORDS))
    slots = tuple(n for p in group for n in p.slots)
    return larger_first(replace(best, box=box, texts=texts, slots=slots, carried=carried_by(group)))


def _named(place: Place, n_words: int, line_words: int) -> Place:
    """A line that one side lacks. Which side is the earlier is open here: the side that lacks it is the smaller one in
    `line_removed`, the larger one in `line_inserted`."""
    if "" not in place.texts or n_words < LINE_WORDS or n_words < LINE_SHARE * line_words:
        return place
    return replace(place, kind=line_kind(place, list(place.carried.values())))


def line_kind(place: Place, votes: Sequence[int]) -> str:
    """Was the line of a place inserted or removed, as the smaller side has it or lacks it? votes: number of the reading
    of each copy that counts."""
    sizes = [votes.count(number) for number in range(1, len(place.texts) + 1)]
    return "line_inserted" if sizes[place.texts.index("")] == max(sizes) else "line_removed"


def without_votes(places: Sequence[Place], witnesses: Collection[int]) -> list[Place]:
    """Places with the sides counted anew without some copies (references): the larger side's reading is the first,
    and a line is inserted or removed by what the rest of the copies do."""
    if not witnesses:
        return list(places)
    found = []
    for place in places:
        voters = [sorted(c for c, n in place.carried.items() if n == side and c not in witnesses) for side in (1, 2)]
        if (-len(voters[1]), voters[1]) < (-len(voters[0]), voters[0]):
            turned = {copy: 3 - number for copy, number in place.carried.items()}
            place = replace(place, texts=place.texts[::-1], carried=turned)
        if place.kind in ("line_inserted", "line_removed"):
            votes = [number for copy, number in place.carried.items() if copy not in witnesses]
            place = replace(place, kind=line_kind(place, votes))
        found.append(place)
    return found


def mark_swaps(places: Sequence[Place]) -> list[Place]:
    """Two places whose readings are each other's, with the same carriers, are one swap; one reading of them may have
    lost a letter or two."""
    found = list(places)
    for i, a in enumerate(found):
        for j in range(i + 1, len(found)):
            b = found[j]
            if len(a.texts) != 2 or len(b.texts) != 2 or not all(a.texts) or not all(b.texts):
                continue
            shared = set(a.carried) & set(b.carried)
            texts_a = {c: _said(a.texts[a.carried[c] - 1]) for c in shared}
            texts_b = {c: _said(b.texts[b.carried[c] - 1]) for c in shared}
            pairs = {(texts_a[c], texts_b[c]) for c in shared}
            if len(pairs) == 2 and _are_turned_round(*sorted(pairs)):
                found[i], found[j] = replace(a, kind="moved_or_swapped"), replace(b, kind="moved_or_swapped")
    return found


def _are_turned_round(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Is one pair of readings the other turned round, one of them to the letter, the other but for lost letters?"""
    exact, losing = sorted(zip(one, reversed(other), strict=True), key=lambda pair: pair[0] != pair[1])
    short, long = sorted(losing, key=len)
    is_part = LCSseq.similarity(short, long) == len(short) >= MOSTLY_THERE * len(long)
    return one[0] != one[1] and exact[0] == exact[1] and is_part


def _said(text: str | None) -> str:
    """What a reading says, of figures without the signs between them, which are lost in blur."""
    said = plain(text or "")
    return re.sub(r"[.,\s]", "", said) if is_number(said) else said
