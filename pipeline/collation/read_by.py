"""Who read what a copy says at a place: the reader of pages, a second look, a second recogniser, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.collation.slots import Said
from pipeline.imaging.words import same_text

READERS = ("page", "second_look", "second_recogniser", "ink")  # in the order in which they are asked; ink is nobody


class Sayings(NamedTuple):
    """What the copies say in each slot, (copies, slots): as read with the page, after a second look, and after a second
    opinion. What was not asked for is as before."""

    by_page: Sequence[Sequence[Said]]
    looked_again: Sequence[Sequence[Said]]
    asked_again: Sequence[Sequence[Said]]

    def reader(self, copy: int, slots: Sequence[int], text: str | None) -> str:
        """Who read a copy at a place of some slots: of several the one asked last. text: what its side reads; a copy
        that was read otherwise sides with it by its ink."""
        if len(slots) == 1 and text is not None and not same_text(self.asked_again[copy][slots[0]].text or "", text):
            return "ink"
        return max((self._reader(copy, slot) for slot in slots), key=READERS.index, default="ink")

    def _reader(self, copy: int, slot: int) -> str:
        last = self.asked_again[copy][slot].text
        if last is None:
            return "ink"
        stages = (self.by_page, self.looked_again, self.asked_again)
        return next(reader for reader, said in zip(READERS, stages, strict=False) if said[copy][slot].text == last)
