"""Families of copies of invented pages, whose truth is known: `python -m benchmarks.families`."""
