"""Pages within a frame: a post with four pictures, a chat with two, two sheets on a desk.

What tells them is that different parts of the frame are copies of pages which no copy shows together. Edges and
colours would not do: a page may carry pictures and boxes of its own, and a white sheet in a white chat has no edge.
So a frame is taken for one page until copies of two were found in it, and a frame that shows one costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import cv2
import networkx as nx
import numpy as np

from pipeline.imaging.cache import open_frame, save_outlined
from pipeline.matching.clusters import COPY
from pipeline.matching.parts import Points, overlap, part_shown
from pipeline.records import Frame, PageKey, PageMatch

VERSION = "2"

FRAME_PAGE = 1  # only files of one frame are taken apart: it was their first page
FIRM = 40  # matches with one copy, under which a part of a frame is no page
SMALLEST = 0.03  # share of a frame, under which a part of it is no page
LIKE_THE_BEST = 0.5  # copies with this share of the best one's matches help to draw the outline
STRAIGHT = 0.02  # of a side: an outline whose edges lean less was laid out by a program, not by a hand


class Part(NamedTuple):
    """A part of a frame that some other page shows: matches with it, (n, 2) convex corners in the frame."""

    n_matches: int
    corners: Points


def several_pages(matches: Sequence[PageMatch], frames: Mapping[PageKey, Frame]) -> dict[PageKey, list[Frame]]:
    """Frames that show several pages, with a record of each page, in reading order. frames: those to look at, each
    taken for one page so far."""
    found = {}
    for key, parts in _parts(matches, frames).items():
        outlines = _outlines(parts, frames[key])
        if len(outlines) > 1:
            found[key] = [_page(frames[key], no, outline) for no, outline in enumerate(_in_order(outlines), 1)]
    return found


def outline_page(cache: str, page: Frame) -> None:
    """Write the image of a page that is a part of its frame. Runs in the guard. Raises FileNotFoundError when the
    cache lost the frame."""
    folder = Path(cache)
    frame = open_frame(folder, PageKey(page.file_sha256, FRAME_PAGE))
    if page.outline is not None:
        save_outlined(folder, PageKey(page.file_sha256, page.page_no), frame, page.outline)


def _parts(matches: Sequence[PageMatch], frames: Mapping[PageKey, Frame]) -> dict[PageKey, list[Part]]:
    """The parts of each frame that other pages show."""
    parts = defaultdict(list)
    for m in matches:
        if m.relation not in COPY:
            continue
        for key in (PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b)):
            if key in frames and (corners := part_shown(m, key)) is not None:
                parts[key].append(Part(m.n_inliers, corners))
    return parts


def _outlines(parts: Sequence[Part], frame: Frame) -> list[Points]:
    """(n, 2) corners of each page of a frame; one or none where nothing says that there are several.

    A part that covers two others says that they are one page, unless it is outnumbered by both: then it comes from
    another copy of this picture of several.
    """
    by_area = sorted(parts, key=lambda part: (float(cv2.contourArea(part.corners)), part.corners.tolist()))
    least = SMALLEST * frame.width * frame.height
    for n_covering in range(len(parts)):
        groups = [g for g in _groups(by_area[: len(parts) - n_covering]) if max(p.n_matches for p in g) >= FIRM]
        outlines = [o for o in map(_outline, groups) if cv2.contourArea(o) >= least]
        if len(outlines) > 1 and min(len(group) for group in groups) > n_covering:
            return outlines
    return []


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    overlaps = nx.Graph()
    overlaps.add_nodes_from(range(len(parts)))
    for i, j in combinations(range(len(parts)), 2):
        if overlap(parts[i].corners, parts[j].corners):
            overlaps.add_edge(i, j)
    return [[parts[i] for i in sorted(members)] for members in nx.connected_components(overlaps)]


def _outline(group: Sequence[Part]) -> Points:
    best = max(part.n_matches for part in group)
    near = [part.corners for part in group if part.n_matches >= LIKE_THE_BEST * best]
    return np.asarray(cv2.convexHull(np.concatenate(near)).reshape(-1, 2), np.float32)


def _in_order(outlines: Sequence[Points]) -> list[Points]:
    """Top to bottom; side by side (by half of the lower one's height) left to right."""
    rows: list[list[Points]] = []
    for outline in sorted(outlines, key=lambda o: float(o[:, 1].mean())):
        if rows and outline[:, 1].min() < float(np.mean([o[:, 1].mean() for o in rows[-1]])):
            rows[-1].append(outline)
        else:
            rows.append([outline])
    return [outline for row in rows for outline in sorted(row, key=lambda o: float(o[:, 0].mean()))]


def _page(frame: Frame, page_no: int, outline: Points) -> Frame:
    width, height = cv2.boundingRect(outline)[2:]
    leans = 1 - cv2.contourArea(outline) / max(1, width * height)
    corners = tuple((float(round(px)), float(round(py))) for px, py in outline)
    shown_as = "embedded_picture" if leans < 2 * STRAIGHT else "sheet"
    return Frame(
        frame.file_sha256, page_no, frame.frame_no, frame.width, frame.height, frame.render_dpi, corners, shown_as
    )
