"""Draws a finding: the same place in each copy, reading by reading.

    python benchmarks/picture.py WORKSPACE OUT.png

Takes the first finding of the review queue, its strongest places, and the crops out of the originals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDTH, ROW, MARGIN = 1180, 86, 16
SHOWN_COPIES = 3  # of each reading
CONTEXT = (1.6, 0.7)  # of the place's width and height, left and right, above and below


def main(workspace: str, out: str) -> None:
    """Draw it."""
    with duckdb.connect(f"{workspace}/doctored.duckdb", read_only=True) as connection:
        cluster, headline = connection.execute(
            "select cluster_id, headline from review_queue where finding_id is not null order by priority limit 1"
        ).fetchall()[0]
        places = connection.execute(
            "select place_no from differences where cluster_id = ? and p_altered_here >= 0.5 "
            "group by place_no order by max(strength) desc limit 2",
            [cluster],
        ).fetchall()
        rows = connection.execute(
            "select r.place_no, r.reading_no, r.reading, c.file_name, r.file_sha256, r.x0, r.y0, r.x1, r.y1 "
            "from work.place_readings as r "
            "join page_clusters as c on c.file_sha256 = r.file_sha256 and c.page_no = r.page_no "
            "where r.cluster_id = ? and r.shows and r.place_no in (select unnest(?)) and c.file_name not like '%!/%' "
            "order by r.place_no, r.reading_no, (r.x1 - r.x0) desc, c.file_name",
            [cluster, [place for (place,) in places]],
        ).fetchall()
    chosen: dict[tuple[int, int], list[tuple[object, ...]]] = {}
    for row in rows:
        chosen.setdefault((row[0], row[1]), []).append(row)
    strips = [row for found in chosen.values() for row in found[:SHOWN_COPIES]]
    picture = Image.new("RGB", (WIDTH, 60 + ROW * len(strips)), "white")
    draw = ImageDraw.Draw(picture)
    face, small = ImageFont.load_default(20), ImageFont.load_default(15)
    draw.text((MARGIN, 14), headline.split(". ")[0][:120], font=face, fill=(20, 20, 24))
    for number, (_, reading_no, reading, name, sha256, *box) in enumerate(strips):
        y = 56 + number * ROW
        colour = (176, 36, 40) if reading_no > 1 else (40, 90, 60)
        draw.text((MARGIN, y + 12), str(reading), font=face, fill=colour)
        draw.text((MARGIN, y + 42), str(name), font=small, fill=(90, 90, 96))
        crop = _crop(Path(workspace) / "evidence" / sha256[:2] / sha256, box)
        crop.thumbnail((WIDTH - 420, ROW - 10))
        picture.paste(crop, (400, y + 2))
        draw.rectangle((394, y + 2, 397, y + ROW - 10), fill=colour)
    picture.save(out, optimize=True)


def _crop(path: Path, box: list[float]) -> Image.Image:
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * CONTEXT[0], (y1 - y0) * CONTEXT[1]
    with Image.open(path) as original:
        image = ImageOps.exif_transpose(original).convert("RGB")
    left, top = max(0, round(x0 - across)), max(0, round(y0 - down))
    crop = image.crop((left, top, min(image.width, round(x1 + across)), min(image.height, round(y1 + down))))
    scale = (ROW - 10) / crop.height
    return crop.resize((round(crop.width * scale), ROW - 10), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(*sys.argv[1:])
