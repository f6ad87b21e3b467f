"""One batch in, verdicts out. Read this first: it is the product on one screen."""

from __future__ import annotations

from prefect import flow

from flows.case import open_case
from flows.stages.arrive import arrive, examine
from flows.stages.compare import cluster, collate, match, take_apart
from flows.stages.judge import assess, finish, weigh
from flows.stages.look import fingerprint, read
from flows.tasks import threads


@flow(name="triage", task_runner=threads, persist_result=False, log_prints=False)
def triage(workspace: str, batch_id: str) -> None:
    """Triage one batch. workspace: its folder; batch_id: an order placed there (flows.order).

    Every step skips what was done before for the same bytes, version and settings, and stores what it finds every few
    seconds: a run that was killed goes on where it stopped. No step reads what a later one writes.
    """
    with open_case(workspace, batch_id) as case:
        arrive(case)  # every file handed in: hashed, kept untouched, sighted
        examine(case)  # guarded: type by content, archives unpacked, pages decoded
        read(case)  # words with boxes and confidence
        fingerprint(case)  # hashes and local features
        match(case)  # candidates among everything ever seen; geometry, ink and words agree or not
        take_apart(case)  # pictures that show several pages: each is a page of its own
        cluster(case)  # copies of one page
        collate(case)  # the copies laid on each other: places and readings
        weigh(case)  # what speaks for and against each reading
        assess(case)  # likelihood ratio, verdict, confidence
        finish(case)  # assertions, audit, and what a person wants to see first
