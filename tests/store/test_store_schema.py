"""The database explains itself, keeps the contract, and opens in DuckDB 1.5."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from store_factory import rows, sha, tell_slide

from pipeline.settings import WorkspacePaths
from pipeline.store import Reader, Store, StoreError, schema
from pipeline.store.statements import execute, folder

# The contract's columns, in its order; further columns may follow.
CONTRACT = {
    "batches": "batch_id label root started_at finished_at n_files n_unreadable",
    "files": "file_sha256 n_bytes media_type n_pages first_ingested_at evidence_path metadata",
    "sightings": "sighting_id batch_id file_sha256 file_name source_url platform author observed_at collected_at"
    " collected_by source_reliability information_credibility note extra posted_at_earliest posted_at_latest"
    " time_basis post_id forwarded_from archive_url post_status",
    "pages": "file_sha256 page_no width height render_dpi rotation ocr_engine ocr_mean_confidence ocr_text frame_no"
    " outline shown_as",
    "ocr_words": "file_sha256 page_no word_no line_no text confidence x0 y0 x1 y1",
    "fingerprints": "file_sha256 page_no algorithm hash",
    "page_matches": "file_a page_a file_b page_b relation method n_inliers overlap score common_origin origin_cues",
    "unreadable": "batch_id file_name file_sha256 stage reason detail",
    "ignored": "batch_id file_name reason",
    "set_aside": "file_sha256 page_no file_name reason",
    "reviews": "review_id file_sha256 page_no verdict reviewer note decided_at kind finding_id place_no reading"
    " other_sha256 other_page_no evidence_hash withdrawn_by",
    "reference_files": "file_sha256 page_no attributed_to obtained_from pinned_by pinned_at",
    "runs": "run_id flow batch_id started_at finished_at state versions settings",
    "audit_log": "entry_no entered_at actor action subject detail previous_hash entry_hash",
    "page_clusters": "cluster_id file_sha256 page_no file_name weakest_link",
    "page_verdicts": "file_sha256 page_no file_name cluster_id verdict p_altered likelihood confidence explanation"
    " n_checks_run n_checks_applicable decided_at log10_lr support prior",
    "differences": "cluster_id place_no file_sha256 page_no file_name x0 y0 x1 y1 kind text_here text_elsewhere n_here"
    " n_elsewhere p_altered_here strength",
    "readings": "cluster_id place_no kind reading n_copies n_independent_sources first_seen_at first_seen_in p_original"
    " n_captures",
    "findings": "finding_id cluster_id headline n_places n_copies_carrying n_copies_compared n_captures"
    " n_independent_sources first_seen_at verdict p_altered log10_lr confidence state example_sha256 example_page_no",
    "lineage": "cluster_id child_sha256 child_page_no parent_sha256 parent_page_no probability cues",
    "signals": "file_sha256 page_no check_code strength sentence x0 y0 x1 y1 facts",
    "check_ledger": "file_sha256 page_no check_code outcome reason seconds facts",
    "score_parts": "file_sha256 page_no part log_odds sentence",
    "review_queue": "priority file_name page_no verdict p_altered likelihood confidence headline n_differences n_copies"
    " n_independent_sources first_seen_at cluster_id file_sha256 report_path finding_id state",
    "stage_seconds": "run_id stage n seconds",
    "publication": "published_at share_examined is_final run_id",
    "verdict_history": "file_sha256 page_no",
    "sighting_verdicts": "sighting_id",
    "cluster_history": "file_sha256 page_no cluster_id",
    "documents": "document_id",
    "document_pages": "document_id",
}


@pytest.mark.parametrize("view", sorted(CONTRACT))
def test_views_begin_with_the_columns_of_the_contract(store: Store, view: str) -> None:
    columns = store.query("columns_of", view=view)["column_name"].to_pylist()
    promised = CONTRACT[view].split()
    assert columns[: len(promised)] == promised


def test_every_table_view_and_column_is_commented(store: Store) -> None:
    assert store.query("without_comment").to_pylist() == []


def client() -> str:
    beside = Path(sys.executable).with_name("duckdb")
    found = str(beside) if beside.exists() else shutil.which("duckdb")
    if found is None:
        pytest.skip("the DuckDB 1.5 client (duckdb-cli) is not installed")
    return found


def test_the_client_of_duckdb_1_5_reads_every_view(store: Store) -> None:
    tell_slide(store)
    store.publish()
    views = sorted(CONTRACT)
    counts = " union all ".join(f"select '{view}' as v, count(*)::integer as n from {view}" for view in views)
    headline = "select headline, file_sha256 from review_queue"
    comments = "select count(*)::integer as n from duckdb_columns() where comment is not null and schema_name = 'main'"
    answers = []
    for sql in (counts, headline, comments):
        command = [client(), "-readonly", "-json", str(store.paths.database), "-c", sql]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        answers.append(json.loads(done.stdout))
    assert {row["v"]: row["n"] for row in answers[0]}["page_verdicts"] == 9
    assert answers[1][0]["file_sha256"] == sha("doctored_0.jpg")
    assert answers[2][0]["n"] > 200


def test_migrating_again_does_nothing(store: Store) -> None:
    assert store.migrate() == []


def test_views_are_made_anew_only_when_their_text_changed(store: Store) -> None:
    with store._live.transaction() as connection:
        assert schema.create_views(connection) is False
        execute(connection, "test", "delete from facts.view_versions", None)
        assert schema.create_views(connection) is True


def test_a_workspace_of_a_newer_version_is_refused(store: Store) -> None:
    with store._live.transaction() as connection:
        execute(connection, "test", "insert into facts.schema_migrations values ('9999_later', now(), '')", None)
    with pytest.raises(StoreError, match="newer version"):
        Store(store.paths).migrate()


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**folder("migrations"), "9999_broken": "create table facts.half (a integer); select * from nowhere;"}
    monkeypatch.setattr(schema, "folder", lambda kind: broken if kind == "migrations" else folder(kind))
    store = Store(WorkspacePaths(tmp_path / "workspace"))
    with pytest.raises(StoreError, match=r"9999_broken failed(?s:.*)select \* from nowhere"):
        store.migrate()
    monkeypatch.undo()
    store.migrate()
    with pytest.raises(StoreError, match="half"), store._live.transaction() as connection:
        execute(connection, "test", "select * from facts.half", None)


def test_a_wrong_query_shows_its_name_and_sql(store: Store) -> None:
    with pytest.raises(StoreError, match=r"The statement page_inputs failed(?s:.*)order by p.file_sha256"):
        store.query("page_inputs", no_such_parameter=1)
    with pytest.raises(StoreError, match="no query named nothing"):
        store.query("nothing")


def test_the_users_wrong_sql_gets_one_sentence(store: Store) -> None:
    store.publish()
    with Reader(store.paths.database) as reader, pytest.raises(Exception, match="The query could not be run") as caught:
        reader.sql("select verdcit from page_verdicts")
    assert "\n" not in str(caught.value)


def test_a_reader_cannot_write(store: Store) -> None:
    store.publish()
    with Reader(store.paths.database) as reader, pytest.raises(Exception, match="read-only"):
        reader.sql("create table t (a integer)")


def test_without_a_triage_there_is_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No triage has been run in this workspace yet"):
        Reader(tmp_path / "doctored.duckdb")


@pytest.mark.parametrize("name", sorted(folder("assertions")))
def test_assertions_hold_on_a_good_store(store: Store, name: str) -> None:
    tell_slide(store)
    assert name not in dict(store.check_assertions())
    assert rows(store, "page_verdicts")
