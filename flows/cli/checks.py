"""doctored checks: the catalogue of what is weighed."""

from __future__ import annotations

from flows.cli.options import Json
from flows.cli.text import console, print_json, table
from pipeline.assessment.weights import load_weights


def checks(as_json: Json = False) -> None:
    """The catalogue: every check and every part of the evidence, what it looks for, what it weighs."""
    weights = load_weights()
    if as_json:
        print_json({"weights_version": weights.version, "parts": weights.parts, "single_file_checks": []})
        return
    out = console()
    out.print(
        f"Comparison of copies, weights {weights.version}; natural log-odds that the content of a copy was changed:"
    )
    columns = ("part", "weight", "lowest", "highest", "reason")
    out.print(table(columns, [[part[name] for name in columns] for part in weights.parts]))
    out.print("Single-file checks: none are built into this version, so no page's check_ledger has rows.")
