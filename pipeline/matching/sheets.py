"""Pages within a frame: a post with four pictures, a chat with two, two sheets on a desk.

What tells them is that different parts of the frame are copies of pages which no copy shows together. Edges and
colours would not do: a page may carry pictures and boxes of its own, and a white sheet in a white chat has no edge.
So a frame is taken for one page until copies of two were found in it, and a frame that shows one costs nothing. What
has room for another page beside them (pipeline.matching.rest) is then looked at by itself: its copies may come later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, combinations, count
from pathlib import Path

import cv2
import networkx as nx
import numpy as np

from pipeline.imaging.cache import open_frame, save_outlined
from pipeline.matching.candidates import BLANK_FEATURES
from pipeline.matching.clusters import COPY
from pipeline.matching.cutout import left_of
from pipeline.matching.outlines import box_of, corners_of, details_in, hull_of, outlines_of
from pipeline.matching.parts import Part, Points, common, convex, overlap, part_shown
from pipeline.matching.patches import Box
from pipeline.matching.rest import free_boxes
from pipeline.records import Frame, PageKey, PageMatch

VERSION = "9"

FRAME_PAGE = 1  # only files of one frame are taken apart: it was their first page
FIRM = 40  # matches with one copy, under which a part of a frame is no page
SMALLEST = 0.03  # share of a frame, under which a part of it is no page
BY_HAND = "analyst"  # version of a result that a person gave; no run puts its own in its place
SHEET_MARGIN = 0.02  # of its width and height, that a whole sheet has on every side of the part that both show
REST = "rest_of_frame"  # shown_as of what is left of a frame that was taken apart, where another page has room
SHOWN_TOO = 0.3  # share of what is left that copies of the whole picture show, from which it is no bare interface
STRAIGHT = 0.02  # of a side: an outline whose edges lean less was laid out by a program, not by a hand
SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


def several_pages(
    matches: Sequence[PageMatch],
    pages: Mapping[PageKey, Frame],
    details: Callable[[PageKey], Points],
    clustered: Mapping[PageKey, frozenset[PageKey]],
) -> dict[str, list[Frame]]:
    """Files whose frame shows more pages than was known, each with a record of all of its pages. pages: of the files to
    look at, all. details: (n, 2) where a page has local features, in pixels of its frame. clustered: pages with which
    one was in a cluster before.

    Whole frames and rests of frames are taken apart. Their pages are numbered in reading order, and what is left after
    them; but the number that was known stays with the page that was known under it, by its cluster.
    """
    of_file = defaultdict(list)
    for page in pages.values():
        of_file[page.file_sha256].append(page)
    looked_at = {key: page for key, page in pages.items() if page.outline is None or page.shown_as == REST}
    copies = {
        frozenset((PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b))) for m in matches if m.relation in COPY
    }
    found: dict[str, list[Frame]] = {}
    for key, parts in sorted(_parts(matches, looked_at).items()):
        page = looked_at[key]
        groups = _pages_in(parts, page, copies)
        if len(groups) > 1:
            others = [known for known in found.get(key.file_sha256, of_file[key.file_sha256]) if known != page]
            numbers = chain([key.page_no], count(1 + max(known.page_no for known in (page, *others))))
            outlines = outlines_of(groups, _room(page))
            whole = [part for part in parts if _shows_several(part, outlines)]
            rests = _rests(outlines, page, details(key), whole)
            shown = [(outline, _shown_as(outline)) for outline in _in_order(outlines)] + [
                (rest, REST) for rest in rests
            ]
            for showing, outline in [*zip(groups, outlines, strict=True), *((whole, rest) for rest in rests[:1])]:
                if clustered.get(key, frozenset()).intersection(part.other for part in showing):
                    known = [each for each in shown if each[0] is outline]
                    shown = known + [each for each in shown if each[0] is not outline]
            new = [_page(page, no, *each) for no, each in zip(numbers, shown, strict=False)]
            found[key.file_sha256] = sorted([*others, *new], key=lambda known: known.page_no)
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
        a, b = PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b)
        sides = ((a, b, m.whole_on_a, m.n_cut_on_a), (b, a, m.whole_on_b, m.n_cut_on_b))
        for key, other, whole, n_cut in sides:
            if key in frames and (part := part_shown(m, key)) is not None:
                sheet = None if whole is None else convex(whole)
                parts[key].append(Part(m.n_inliers, part, sheet, n_cut or 0, other))
    return parts


def _pages_in(parts: Sequence[Part], frame: Frame, copies: Collection[frozenset[PageKey]]) -> list[list[Part]]:
    """The parts of each page of a frame; of one or none where nothing says that there are several.

    A part that covers two others says that they are one page, unless it is outnumbered by both, or one of these is a
    whole sheet, which is no piece of a page: then it comes from another copy of this picture of several.
    """
    by_area = sorted(parts, key=lambda part: (float(cv2.contourArea(part.corners)), part.corners.tolist()))
    least = SMALLEST * frame.width * frame.height
    for n_covering in range(len(parts)):
        groups = [g for g in _groups(by_area[: len(parts) - n_covering], copies) if max(p.n_matches for p in g) >= FIRM]
        groups = [g for g in groups if cv2.contourArea(hull_of(g)) >= least]
        if len({part.other.file_sha256 for group in groups for part in group}) == 1:
            continue  # pages of one picture, the border between which may run through this one
        is_outnumbered = all(len(group) > n_covering for group in groups)
        if len(groups) > 1 and (is_outnumbered or any(_is_sheet(part) for group in groups for part in group)):
            return groups
    return []


def _is_sheet(part: Part) -> bool:
    """Is the other page a whole sheet, with margins on all four sides of what both show? A piece cut out of a page has
    hardly any, a photograph of half a page none where it ends."""
    if part.whole is None:
        return False
    corners = cv2.boxPoints(cv2.minAreaRect(part.whole)) if len(part.whole) != len(SQUARE) else part.whole
    to_square = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), SQUARE)
    within = cv2.perspectiveTransform(part.corners[None], to_square)[0]
    return bool((within > SHEET_MARGIN).all() and (within < 1 - SHEET_MARGIN).all())


def _groups(parts: Sequence[Part], copies: Collection[frozenset[PageKey]]) -> list[list[Part]]:
    """Parts of one page each. Those that copies of one page show are, though hardly a detail of a curled sheet holds
    both of them. copies: pairs of pages."""
    overlaps = nx.Graph()
    overlaps.add_nodes_from(range(len(parts)))
    for i, j in combinations(range(len(parts)), 2):
        one, other = parts[i], parts[j]
        is_one = frozenset((one.other, other.other)) in copies and common(one.corners, other.corners) is not None
        if is_one or overlap(one.shown, other.shown):
            overlaps.add_edge(i, j)
    return [[parts[i] for i in sorted(members)] for members in nx.connected_components(overlaps)]


def _in_order(outlines: Sequence[Points]) -> list[Points]:
    """Top to bottom; side by side (by half of the lower one's height) left to right."""
    rows: list[list[Points]] = []
    for outline in sorted(outlines, key=lambda o: float(o[:, 1].mean())):
        if rows and outline[:, 1].min() < float(np.mean([o[:, 1].mean() for o in rows[-1]])):
            rows[-1].append(outline)
        else:
            rows.append([outline])
    return [outline for row in rows for outline in sorted(row, key=lambda o: float(o[:, 0].mean()))]


def _rests(outlines: Sequence[Points], page: Frame, details: Points, whole: Sequence[Part]) -> list[Points]:
    """Corners of what is left of a page beside the pages found in it and has something to find copies by, the largest
    first: where another one has room, or all of it where other copies of the whole, a newspaper with pictures, show it
    too. whole: those."""
    room = _room(page)
    around = [ring for ring in left_of(corners_of(room), outlines) if details_in(whole, ring) > SHOWN_TOO]
    found = around or [corners_of(box) for box in free_boxes([box_of(outline) for outline in outlines], room)]
    return [
        corners
        for corners in found
        if sum(cv2.pointPolygonTest(corners, at, False) >= 0 for at in details.tolist()) >= BLANK_FEATURES
    ]


def _shows_several(part: Part, outlines: Sequence[Points]) -> bool:
    return sum(common(part.corners, convex(outline)) is not None for outline in outlines) > 1


def _room(page: Frame) -> Box:
    """Where a page lies in its frame."""
    return (0, 0, page.width, page.height) if page.outline is None else box_of(np.array(page.outline, np.float32))


def _shown_as(outline: Points) -> str:
    width, height = cv2.boundingRect(outline)[2:]
    leans = 1 - cv2.contourArea(outline) / max(1, width * height)
    return "embedded_picture" if leans < 2 * STRAIGHT else "sheet"


def _page(frame: Frame, page_no: int, outline: Points, shown_as: str) -> Frame:
    corners = tuple((float(round(px)), float(round(py))) for px, py in outline)
    return Frame(
        frame.file_sha256, page_no, frame.frame_no, frame.width, frame.height, frame.render_dpi, corners, shown_as
    )
