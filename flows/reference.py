"""A known document is pinned for comparison or taken back: what it touches is compared and judged again."""

from __future__ import annotations

from prefect import flow

from flows.case import open_case
from flows.stages.arrive import arrive, examine
from flows.stages.compare import cluster, collate, match, take_apart
from flows.stages.judge import assess, check, weigh
from flows.stages.look import fingerprint, read
from flows.tasks import threads


@flow(name="reference", task_runner=threads, persist_result=False, log_prints=False)
def reference(workspace: str, batch_id: str) -> None:
    """Obey what was noted about references. workspace: its folder; batch_id: an order placed there (flows.order), with
    the file where it is not in the workspace yet, else without files.

    A file that is new goes the way of every file; then only clusters whose pages or references changed are collated,
    weighed and assessed.
    """
    with open_case(workspace, batch_id, flow="reference") as case:
        if case.order.plan.arrivals:
            arrive(case)
            examine(case)
            read(case)
            fingerprint(case)
            match(case)
            take_apart(case)
        cluster(case)
        collate(case)
        weigh(case)
        assess(case)
        check(case)
