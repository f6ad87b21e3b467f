"""README.md of the samples, written from the samples themselves so that it cannot fall behind them."""

from __future__ import annotations

from collections.abc import Sequence

from sample_docs.samples import Sample

HEAD = """\
# Sample documents: a re-enactment

In the spring of 2023 pictures of papers leaked in small chat groups, and within weeks copies with other figures went
round. This folder plays that again with invented countries, staffs, people and platforms: any likeness to a real
document is one of form. Everything is drawn by the code beside this file.

The story: somebody who calls himself tallowman posts photographs and screenshots of a daily update, a cable and more
in a small group, the Cartographers' Den. A month later they reach the forum quarrelboard and the messenger Palaver.
The channel Frontwire posts the slide with the figures of the killed swapped; Iron Ledger forwards it. Other channels
change a marking, drop a paragraph, retype a figure. A newspaper blacks out parts and writes notes in the margin: that
is benign, and so is the next day's slide, whose figures differ honestly.

`files/` is what is handed in (`doctored triage sample_docs/files`), with its `sources.csv`: a file seen twice, a time
without zone, and a row whose file is missing are in it on purpose. `truth.json` says which page each file shows, which
capture it comes from, and where what was changed (boxes in pixels of the upright picture; null for the whole of it).

| file | how it was made | what should be found |
|---|---|---|
"""
TAIL = """
Made by `python -m sample_docs.make` from the development environment (fonts come out of wheels); `--check` compares
what is here with a fresh making, byte for byte, and ends with 1 when they differ. The bytes depend on the pinned
Pillow, whose encoders they come from.
"""


def readme(samples: Sequence[Sample]) -> str:
    """The whole text."""
    rows = (f"| `{s.name}` | {s.made} | {s.found} |\n" for s in samples)
    return HEAD + "".join(rows) + TAIL
