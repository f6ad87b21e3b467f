"""A batch to be triaged: its plan and settings, kept in the workspace, so that Prefect is told an id and no names."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.errors import DoctoredError
from pipeline.intake.sources import SourceTable
from pipeline.records import Plan
from pipeline.settings import Settings, WorkspacePaths


@dataclass(frozen=True, slots=True)
class Order:
    """What a run works on."""

    plan: Plan
    settings: Settings


_ORDERS: TypeAdapter[Order] = TypeAdapter(Order)


def _path(paths: WorkspacePaths, batch_id: str) -> Path:
    return paths.state / "orders" / f"{batch_id}.json"


def place_order(paths: WorkspacePaths, order: Order) -> None:
    """Write an order, in one step."""
    path = _path(paths, order.plan.batch_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        rows = tuple(order.plan.sources)
        out.write(_ORDERS.dump_json(replace(order, plan=replace(order.plan, sources=rows))))
    os.replace(part, path)


def take_order(paths: WorkspacePaths, batch_id: str) -> Order:
    """Read an order back. Raises DoctoredError when there is none."""
    path = _path(paths, batch_id)
    if not path.exists():
        raise DoctoredError(
            f"The workspace {paths.root} has no order for batch {batch_id}; start it with `doctored triage PATH`."
        )
    order = _ORDERS.validate_json(path.read_bytes())
    return replace(order, plan=replace(order.plan, sources=SourceTable(order.plan.sources)))
