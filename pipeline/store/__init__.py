"""The store: the only folder that imports duckdb. SQL lies in sql/, one statement or view a file."""

from pipeline.store.reader import Reader
from pipeline.store.statements import StoreError
from pipeline.store.store import Store

__all__ = ["Reader", "Store", "StoreError"]
