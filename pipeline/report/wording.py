"""Sentences of a report: what the words mean, what would change the answer, what was not examined."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.report.case import CaseFile, Copy, Finding, Place

PRIORS = (0.01, 0.05, 0.10, 0.50)  # at which the posterior is shown beside that of the setting
SHOWN = 3  # log10: no more is claimed, as in assessment.weigh
NAMED = 3  # files that a sentence names

VERDICTS = {
    "likely_altered": "Its content differs from other copies, it is likely (55 % and more) that this side was changed, "
    "and a copy of the same capture or sheet, a reference, or traces at the place bear that out.",
    "disputed": "Its content differs from other copies; which is right, or whether it is another edition, stays open.",
    "alteration_indicated": "Only signs within the single file indicate a change; no other copy bears it out.",
    "copies_agree": "Wherever it is legible it agrees with other copies; copies of a forgery agree, too.",
    "no_alteration_found": "There was nothing to compare it with.",
    "inconclusive": "Too little of it could be compared.",
    "not_examined": "It was not examined.",
    "reference": "It is pinned as a known document.",
}
PARTS = {
    "prior": "before any evidence",
    "difference": "does it really differ",
    "missing": "is something really missing",
    "drawing": "is it really a stamp or signature",
    "drawn_on": "drawn on or taken off",
    "first_seen": "which was seen first",
    "sharpest_copy": "which side shows more detail",
    "laid_over": "marks laid over its copies",
    "local_trace": "whose ink stands out from its page",
    "spacing": "whose word leaves the spacing of its page",
    "independent_sources": "who else carries it",
    "edition": "is it another edition",
    "reference": "what a known document reads",
    "agreement": "agreement with other copies",
    "calibration": "how often such places were changed ones",
    "which_side": "which side was changed",
    "limit": "limit",
}


def words(name: str) -> str:
    """A name of the database as words."""
    return name.replace("_", " ")


def count(n: int, one: str, many: str | None = None) -> str:
    """1 copy, 2 copies."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def percent(p: float | None) -> str:
    """A probability, never rounded to certainty."""
    if p is None:
        return "–"
    return "more than 99%" if p > 0.995 else "less than 1%" if p < 0.005 else f"{p:.0%}"


def share(of: float | None) -> str:
    """A share of words or pages."""
    return "–" if of is None else f"{of:.0%}"


def read_by(reader: str | None) -> str:
    """Who read a copy at a place, where it was not the reader of the pages."""
    return {"second_recogniser": "read by the second recogniser alone", "ink": "not read, told by its ink"}.get(
        reader or "", ""
    )


def strength(log10_ratio: float, kind: str) -> str:
    """What the strength of a place of a kind says. Drawings are told by their shape, all else by ink and text."""
    if log10_ratio < 0:
        return "Ink and text together speak against another content here; some pair of copies speaks for it."
    times = 10**log10_ratio
    digits = 1 - math.floor(math.log10(times))
    shown = f"about {round(times, digits):,.0f}" if times >= 10 else f"about {times:.1f}"
    if log10_ratio >= SHOWN:
        shown = f"over {10**SHOWN:,}"
    if kind == "graphic":
        return f"Its shape makes a stamp or signature here {shown} times more probable than blur or pen."
    return f"Ink and text make another content here {shown} times more probable than one content read twice."


def one_in(prior: float) -> str:
    """5 pages in 100."""
    return f"{prior * 100:g} {'page' if prior == 0.01 else 'pages'} in 100"


def factor(log_odds: float) -> str:
    """Natural log-odds as the factor on the odds."""
    if abs(log_odds) < 0.005:
        return "× 1"
    times = math.exp(abs(log_odds))
    shown = f"{times:,.0f}" if times >= 20 else f"{times:.1f}"
    return f"{'×' if log_odds > 0 else '÷'} {shown}"


def posterior(log_odds: float) -> float:
    """The probability of natural log-odds."""
    return 1 / (1 + math.exp(-log_odds))


def posterior_at(prior: float, content: float, side: float | None) -> float:
    """The posterior of a page at another prior: somebody changed the content, and it was this side (None: it differs
    nowhere). content, side: as in `page_verdicts`, natural log-odds."""
    of_side = 1.0 if side is None else posterior(side)
    return posterior(math.log(prior / (1 - prior)) + content) * of_side


def at_priors(copy: Copy) -> list[tuple[str, str]]:
    """(prior, posterior) pairs in words, the setting's own left out; empty with nothing to weigh."""
    if copy.content is None:
        return []
    shown = [p for p in PRIORS if copy.prior is None or abs(p - copy.prior) > 1e-9]
    return [(one_in(p), percent(posterior_at(p, copy.content, copy.side))) for p in shown]


def quoted(text: str | None) -> str:
    """A reading in a table."""
    return "not legible" if text is None else text or "nothing there"


def named(names: Sequence[str]) -> str:
    """Some names, and how many more."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - NAMED
    shown = distinct if more <= 1 else distinct[:NAMED]
    rest = len(distinct) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def would_change(case: CaseFile, finding: Finding) -> list[str]:
    """What could move this answer, most telling first: read off what the case file lacks."""
    example = case.copy(finding.example)
    places = [place for place in case.places if place.place_no in finding.changed]
    names = {copy.key: copy.file_name for copy in case.copies}
    said = []
    if not any(copy.is_reference for copy in case.copies):
        said.append("A known document (a pinned reference) that shows one of the places would say what stood there.")
    if finding.verdict == "disputed" and not example.has_origin_witness:
        said.append(
            "No copy of the same capture or sheet is known to carry the other reading; one that does would tell a "
            "change from another edition."
        )
    silent = [names[w.key] for place in places for w in place.silent]
    if silent:
        said.append(f"A sharper or less cropped copy of what does not show every place legibly: {named(silent)}.")
    involved = {w.key for place in places for reading in place.readings for w in reading.carriers}
    dateless = [copy.file_name for copy in case.copies if copy.key in involved and copy.first_seen_at is None]
    if dateless:
        said.append(
            f"When {count(len(dateless), 'copy was', 'copies were')} first posted is not known ({named(dateless)}); "
            "a row in sources.csv would count."
        )
    nameless = [
        copy.file_name
        for copy in case.copies
        if copy.key in involved and not any(seen.author and seen.author.strip() for seen in copy.seen)
    ]
    if nameless:
        said.append(
            f"Who posted {count(len(nameless), 'copy', 'copies')} is not known ({named(nameless)}); all unknown "
            "authors together count as one source."
        )
    said.append(
        "If sources that count as independent turned out to be one, the copies that agree would count for less."
    )
    return said


def not_examined(case: CaseFile, hiding: Sequence[Place]) -> list[str]:
    """What these answers do not rest on. hiding: places with a mark that may hide something."""
    said = []
    for kind, what in (
        ("redaction", "What they hide was not compared."),
        ("annotation", "What is under pen or highlighter may not have been compared."),
        ("overlay", "Text under watermarks and logos was compared where it stays legible."),
    ):
        found = [place for place in hiding if place.kind == kind]
        if found:
            said.append(f"{count(len(found), kind)} on one copy or more. {what}")
    part = [copy for copy in case.copies if copy.coverage is not None and copy.coverage < 0.9]
    if part:
        worst = min(part, key=lambda copy: copy.coverage or 0.0)
        said.append(
            f"{count(len(part), 'copy shows', 'copies show')} less than 90% of the page's words legibly; the least, "
            f"{worst.coverage:.0%}, is {worst.file_name}. The rest of them was not compared."
        )
    for copy in case.copies:
        if copy.problem:
            said.append(f"{copy.file_name}, page {copy.key.page_no}, could not be compared: {copy.problem}.")
    if not case.ledger:
        said.append(
            "No check of single files (metadata, PDF structure, compression) was run on these files: none is built "
            "into the version that looked at them."
        )
    pictures = "What is no text (photographs, maps, charts) was compared only where a stamp or drawing stands out."
    return [*said, pictures]
