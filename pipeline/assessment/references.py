"""What pinned documents say at a place. A reference is a witness without a vote: it stands for one statement, "as
released by WHO", and never for a copy. Where references contradict each other, or an analyst disputes one, none
decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.assessment.words import quoted
from pipeline.records import Comparison, PageKey, PlaceReading

# ln(0.95 / 0.05): one pinned document in twenty is taken to be another edition, wrongly attributed or itself changed.
AS_RELEASED = 2.94

EDITION_SENTENCE = "It differs from this copy on several lines, as another edition would, and does not decide."


@dataclass(frozen=True, slots=True)
class Reference:
    """A page pinned as a known document. disputed_by: analysts whose verdict speaks against it, None when nobody's."""

    attributed_to: str
    disputed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What references read at a place. reading_no: the reading that they stand for; None where none decides.
    text: that reading; keys: the references that carry it; sentence: all of it in words."""

    reading_no: int | None
    text: str | None
    keys: tuple[PageKey, ...]
    sentence: str

    def opposes(self, reading_no: int) -> bool:
        """Do the references stand for another reading?"""
        return self.reading_no is not None and self.reading_no != reading_no


class Released:
    """How the copies of a cluster stand to its references, gathered place by place. alike: they surely read as a
    reference at a place where others do not, and are disputed at most, whatever else speaks against them; otherwise:
    they surely read otherwise; undecided: they differ from references that decide nothing."""

    def __init__(self, references: Mapping[PageKey, Reference], pages: Sequence[PageKey]) -> None:
        self.alike: set[PageKey] = set()
        self.otherwise: set[PageKey] = set()
        self.undecided: set[PageKey] = set()
        self._names = [references[key].attributed_to for key in pages if key in references]

    def note(self, told: Told, reading_no: int, carriers: Sequence[PageKey], *, is_sure: bool) -> None:
        """What carriers of a reading read beside the references at a place. is_sure: the difference is a real one."""
        if told.reading_no is None:
            self.undecided.update(carriers)
        elif is_sure:
            (self.otherwise if told.opposes(reading_no) else self.alike).update(carriers)

    def names(self, row: Comparison | None) -> str:
        """The references that a page was compared with, in words; empty without any."""
        if row is None or not row.n_references:
            return ""
        if row.n_references == len(self._names):
            return f"the page as released by {_names(self._names)}"
        return f"{row.n_references} of the {len(self._names)} pages pinned for comparison"


def told_at(rows: Sequence[PlaceReading], references: Mapping[PageKey, Reference]) -> Told | None:
    """What the references among the copies at a place say; None when none shows it."""
    sides: dict[bool, dict[int, list[PlaceReading]]] = {False: defaultdict(list), True: defaultdict(list)}
    for row in rows:
        reference = references.get(PageKey(row.file_sha256, row.page_no))
        if reference is not None and row.reading_no is not None:
            sides[reference.disputed_by is not None][row.reading_no].append(row)
    standing, disputed = sides[False], sides[True]
    if not standing and not disputed:
        return None
    sentences = []
    reading_no, text = None, None
    keys: tuple[PageKey, ...] = ()
    if len(standing) == 1:
        ((reading_no, found),) = standing.items()
        text, keys = found[0].reading, tuple(PageKey(row.file_sha256, row.page_no) for row in found)
        sentences.append(f"A{_as_released(found, references)[1:]}.")
    elif standing:
        both = ", ".join(_as_released(found, references) for _, found in sorted(standing.items()))
        sentences.append(f"References contradict each other here, and none decides: {both}.")
    for _, found in sorted(disputed.items()):
        who = _names(references[PageKey(row.file_sha256, row.page_no)].disputed_by or "" for row in found)
        said = _as_released(found, references)
        sentences.append(f"A{said[1:]}; that is disputed by {who} and decides nothing.")
    return Told(reading_no, text, keys, " ".join(sentences))


def as_evidence(told: Told, reading_no: int, real: float, *, is_edition: bool) -> tuple[str, float, str]:
    """(part, value, sentence) for a copy that carries a reading. real: probability that the difference is a real one;
    is_edition: whether the copy differs from the reference as another edition would."""
    if told.reading_no is None:
        return "reference", 0.0, told.sentence
    if not told.opposes(reading_no):
        return "reference", -AS_RELEASED * real, f"{told.sentence} This copy has the same."
    if is_edition:
        return "reference", 0.0, f"{told.sentence} {EDITION_SENTENCE}"
    return "reference", AS_RELEASED * real, f"{told.sentence} This copy differs."


def about(reference: Reference) -> str:
    """What a reference's own explanation begins with."""
    said = f"Pinned for comparison, as released by {reference.attributed_to}; it is not counted among the copies."
    if reference.disputed_by is None:
        return said
    return f"{said} It is disputed by {reference.disputed_by}, and decides nothing."


def _as_released(rows: Sequence[PlaceReading], references: Mapping[PageKey, Reference]) -> str:
    who = _names(references[PageKey(row.file_sha256, row.page_no)].attributed_to for row in rows)
    if rows[0].kind == "graphic":  # a stamp is carried, not read
        return f"as released by {who} it carries {rows[0].reading or 'no stamp, signature or drawing'}"
    return f"as released by {who} it reads {quoted(rows[0].reading)}"


def _names(names: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(names))
