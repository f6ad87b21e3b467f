"""How well a triage clustered files whose sub-folder says which page they show.

    python benchmarks/clusters_by_folder.py WORKSPACE [FOLDER]

FOLDER (of file names) limits to names below it. Prints clusters that mix folders, pairwise precision and recall, and
for each sub-folder the share of its files in its largest cluster.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from math import comb
from pathlib import PurePosixPath

import duckdb


def main(workspace: str, folder: str = "") -> None:
    """Print the figures."""
    with duckdb.connect(f"{workspace}/doctored.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "select cluster_id, file_name from page_clusters where page_no = 1 and file_name like ?", [f"{folder}%"]
        ).fetchall()
    pages = [(cluster, PurePosixPath(name).parent.name) for cluster, name in rows]
    by_cluster: dict[str, Counter[str]] = defaultdict(Counter)
    by_page: dict[str, Counter[str]] = defaultdict(Counter)
    for cluster, page in pages:
        by_cluster[cluster][page] += 1
        by_page[page][cluster] += 1
    mixed = [dict(found) for found in by_cluster.values() if len(found) > 1]
    together = sum(comb(n, 2) for found in by_cluster.values() for n in found.values())
    predicted = sum(comb(found.total(), 2) for found in by_cluster.values())
    true = sum(comb(found.total(), 2) for found in by_page.values())
    print(f"{len(pages)} files of {len(by_page)} pages in {len(by_cluster)} clusters")
    print(f"clusters that mix pages: {len(mixed)} {mixed or ''}")
    print(f"pairs: precision {together / max(predicted, 1):.3f}, recall {together / max(true, 1):.3f}")
    for page, found in sorted(by_page.items()):
        print(f"  {page}: {max(found.values())} of {found.total()} files in one cluster, {len(found)} clusters")


if __name__ == "__main__":
    main(*sys.argv[1:])
