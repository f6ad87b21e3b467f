"""Two figures that changed places: where one is surely found, the other is looked for where its new text came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.collation.readings import Place, larger_first, sided_alike
from pipeline.imaging.words import confusable, is_number, plain, same_text

SURE = 1.5  # log10 strength of a place from which the other half of a swap is looked for
OTHER_HALF = 2.0  # log10: among hundreds of words the one that reads what was put in elsewhere is no chance candidate


def bear_out_swaps(places: Sequence[Place]) -> list[Place]:
    """Places of figures with those surer that may be the other half of a sure swap, at most as sure as that: there the
    same copies read what the others read here. Where several may be, none is."""
    found = list(places)
    for first in places:
        if first.strength < SURE or not all(map(_is_figure, first.texts)):
            continue
        halves = {n: half for n, place in enumerate(places) if (half := _other_half(first, place)) is not None}
        for number, half in halves.items() if len(halves) == 1 else ():
            found[number] = max(found[number], half, key=lambda p: p.strength)
    return found


def _other_half(first: Place, place: Place) -> Place | None:
    """The place as the other half of a swap with the first, if it may be one: of the copies on its sides there, a
    blurred one that is on neither is no witness. What could not be read stays so."""
    alike = None if place.slots == first.slots else sided_alike(first, place)
    if alike is None:
        return None
    for here, there in ((0, 1), (1, 0)):
        came, old = alike.texts[there], first.texts[here] or ""
        is_source = bool(alike.texts[here]) and same_text(alike.texts[here] or "", first.texts[there] or "")
        if is_source and (came is None or same_text(came, old) or confusable(came, old)):
            texts = tuple(old if side == there and came else text for side, text in enumerate(alike.texts))
            carried = {copy: n for copy, n in alike.carried.items() if copy in first.carried}
            strength = max(place.strength, min(first.strength, place.strength + OTHER_HALF))
            return larger_first(replace(alike, texts=texts, carried=carried, strength=strength))
    return None


def _is_figure(text: str | None) -> bool:
    return bool(text) and is_number(text or "") and len(plain(text or "")) > 1
