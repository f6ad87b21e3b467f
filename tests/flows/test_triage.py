"""The samples triaged as a person would, and what they then find."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import Outcome, Triaged, doctored

from pipeline.ocr.recogniser import find_recogniser
from pipeline.settings import WorkspacePaths
from pipeline.store import Store

DUCKDB_15 = Path(sys.executable).with_name("duckdb")
README = Path(__file__).parents[2] / "README.md"
SQL_OF_README = re.findall(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def truth(sample_docs: Path) -> dict:
    found: dict = json.loads((sample_docs / "truth.json").read_text(encoding="utf-8"))
    return found


def test_it_ends_well_and_quietly(triaged: Triaged) -> None:
    assert triaged.first.code == 0, triaged.first.err
    for noise in ("Traceback", "prefect.", "Flow run", "Task run", "WARNING", "http://"):
        assert noise not in triaged.first.out + triaged.first.err, noise


def test_every_file_ends_in_a_table(triaged: Triaged, sample_docs: Path) -> None:
    handed_in = {path.relative_to(triaged.files).as_posix() for path in (triaged.files).rglob("*") if path.is_file()}
    examined = {
        row["file_name"]
        for row in triaged.query("select s.file_name from sightings as s join files as f using (file_sha256)")
    }
    unreadable = {row["file_name"] for row in triaged.query("from unreadable where page_no is null")}
    ignored = {row["file_name"] for row in triaged.query("from ignored")}
    assert handed_in <= examined | unreadable | ignored
    assert ignored >= {"sources.csv"}
    assert all(row["reason"] for row in triaged.query("from unreadable"))


def test_the_doctored_slide_is_first_in_the_queue_with_old_and_new_figures(triaged: Triaged, sample_docs: Path) -> None:
    (first,) = triaged.query("from review_queue where priority = 1")
    told = truth(sample_docs)
    assert first["file_name"] in told["doctored_slides"]
    assert first["verdict"] == "likely_altered"
    rows = triaged.query(
        "select text_elsewhere, text_here from differences "
        f"where file_sha256 = '{first['file_sha256']}' and p_altered_here >= 0.5"
    )
    said = " | ".join(f"{row['text_elsewhere']} > {row['text_here']}" for row in rows)
    for edit in told["slide_edits"]:
        old, new = (re.escape(part) for part in (edit["old_token"], edit["new_token"]))
        assert re.search(f"{old}[^|]*> [^|]*{new}", said), said


def test_the_next_days_edition_is_not_called_altered(triaged: Triaged, sample_docs: Path) -> None:
    names = truth(sample_docs)["next_edition"]
    rows = [row for row in triaged.query("from page_verdicts") if row["file_name"] in names]
    assert len(rows) == len(names)
    assert {row["verdict"] for row in rows}.isdisjoint({"likely_altered", "alteration_indicated"})


def test_no_honest_copy_is_called_altered(triaged: Triaged, sample_docs: Path) -> None:
    doctored_files = set(truth(sample_docs)["doctored"])
    accused = {row["file_name"] for row in triaged.query("from page_verdicts where verdict = 'likely_altered'")}
    assert accused <= doctored_files


def test_the_summary_says_what_needs_eyes_and_where_to_look(triaged: Triaged) -> None:
    out = triaged.first.out
    assert "want eyes" in out
    assert "Could not be examined" in out
    assert "doctored review" in out
    assert "Does not say whether the document is genuine" in out


def test_a_second_run_reads_nothing_and_says_so(triaged: Triaged, sample_docs: Path) -> None:
    before = triaged.query("select count(*) as n from facts.results")
    again = doctored("triage", triaged.files, "--workspace", triaged.workspace, "--json")
    assert again.code == 0
    assert json.loads(again.out)["was_finished_before"] is True
    assert triaged.query("select count(*) as n from facts.results") == before


@pytest.mark.parametrize(
    "words", [["review"], ["show", "FIRST"], ["sql", "from runs"], ["triage", "SAMPLES"]], ids=lambda words: words[0]
)
def test_questions_and_finished_batches_never_import_prefect(
    triaged: Triaged, sample_docs: Path, words: list[str]
) -> None:
    (first,) = triaged.query("from review_queue where priority = 1")
    replaced = [{"FIRST": first["file_name"], "SAMPLES": str(triaged.files)}.get(word, word) for word in words]
    script = (
        "import sys; from flows.cli import main\n"
        f"sys.argv = ['doctored', *{replaced!r}, '--workspace', {str(triaged.workspace)!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'prefect' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_strict_tells_of_unreadable_files(triaged: Triaged, sample_docs: Path) -> None:
    again = doctored("triage", triaged.files, "--workspace", triaged.workspace, "--strict")
    assert again.code == 3


@pytest.mark.parametrize("number", range(len(SQL_OF_README)))
def test_the_questions_of_readme_have_answers(triaged: Triaged, number: int) -> None:
    assert triaged.query(SQL_OF_README[number].rstrip().rstrip(";"))


def test_a_query_may_begin_with_a_comment_and_sees_no_other_file(triaged: Triaged, tmp_path: Path) -> None:
    asked = doctored("sql", "-- how many?\nselect count(*) as n from files", "--json", "--workspace", triaged.workspace)
    assert json.loads(asked.out)[0]["n"] > 0, asked.err
    target = tmp_path / "copy.csv"
    refused = doctored("sql", f"copy (from files) to '{target}'", "--workspace", triaged.workspace)
    assert refused.code == 1
    assert "could not be run" in refused.err
    assert not target.exists()


def test_duckdb_15_opens_the_database_and_answers(triaged: Triaged) -> None:
    version = subprocess.run([DUCKDB_15, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("v1.5")
    database = triaged.workspace / "doctored.duckdb"
    for text in SQL_OF_README:
        command = [DUCKDB_15, "-readonly", "-json", database, "-c", text]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)


def test_show_tells_provenance_copies_differences_and_what_was_not_examined(triaged: Triaged) -> None:
    (first,) = triaged.query("from review_queue where priority = 1")
    shown = doctored("show", first["file_name"], "--workspace", triaged.workspace)
    assert shown.code == 0
    for part in ("SHA-256", "Seen", "Differences", "Copies", "What it rests on", "Single-file checks: none"):
        assert part in shown.out
    by_finding = json.loads(doctored("show", first["finding_id"][:8], "--json", "--workspace", triaged.workspace).out)
    assert by_finding["file_sha256"] == first["file_sha256"]
    assert by_finding["readings"]


def test_an_earlier_answer_can_be_asked_for(triaged: Triaged) -> None:
    before = doctored("review", "--json", "--as-of", "2020-01-01T00:00Z", "--workspace", triaged.workspace)
    assert json.loads(before.out) == []
    (run,) = triaged.query("select run_id from runs where state = 'completed' limit 1")
    after = doctored("review", "--json", "--as-of", run["run_id"], "--workspace", triaged.workspace)
    assert len(json.loads(after.out)) == len(
        json.loads(doctored("review", "--json", "--workspace", triaged.workspace).out)
    )


def test_the_audit_chain_covers_what_was_done(triaged: Triaged) -> None:
    assert Store(WorkspacePaths(triaged.workspace)).verify_chain() == []
    assert {row["action"] for row in triaged.query("select distinct action from audit_log")} >= {"ingest", "run"}


def test_the_run_notes_the_versions_of_what_can_change_a_result(triaged: Triaged) -> None:
    (run,) = triaged.query(
        "select versions::varchar as versions, settings::varchar as settings "
        "from runs where state = 'completed' limit 1"
    )
    noted = json.loads(run["versions"])
    assert {"stages", "libraries", "ocr_engine", "ocr_languages", "second_recogniser"} <= set(noted)
    assert json.loads(run["settings"])["ocr"]["lang"] == "eng"


def test_what_rests_on_the_second_recogniser_is_done_anew_with_another_one(triaged: Triaged) -> None:
    """The store repeats a stage whose settings are others; what is read on a page does not depend on it."""
    recogniser = find_recogniser()
    rows = triaged.query("select distinct stage, settings_hash from work.results where stage in ('match', 'collate')")
    assert {(row["stage"], row["settings_hash"]) for row in rows} == {
        (stage, recogniser.version if recogniser else "") for stage in ("match", "collate")
    }


def test_originals_are_kept_untouched(triaged: Triaged) -> None:
    import hashlib

    for row in triaged.query("select file_sha256, evidence_path from files"):
        path = triaged.workspace / row["evidence_path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["file_sha256"]
        assert path.stat().st_mode & 0o222 == 0


def test_prefect_was_told_an_id_and_a_folder_only(triaged: Triaged) -> None:
    import sqlite3

    (database,) = (triaged.workspace / "state" / "prefect").glob("*.db")
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        parameters = [json.loads(row[0]) for row in connection.execute("select parameters from flow_run")]
    assert parameters
    assert all(set(given) == {"workspace", "batch_id"} for given in parameters)


WRONG = {
    "a path that is not there": (["triage", "no/such/folder"], 2),
    "no path": (["triage"], 2),
    "a language that is not installed": (["triage", "SAMPLES", "--lang", "eng+xyz"], 2),
    "an unknown option": (["review", "--loud"], 2),
    "a workspace without a triage": (["review", "--workspace", "EMPTY"], 1),
    "wrong SQL": (["sql", "selec 1", "--workspace", "TRIAGED"], 1),
    "SQL that writes": (["sql", "drop view findings", "--workspace", "TRIAGED"], 1),
    "a name nobody has": (["show", "nobody.jpg", "--workspace", "TRIAGED"], 1),
    "an interval that is none": (["watch", ".", "--every", "soon"], 2),
    "an inbox that is not there": (["watch", "no/such/inbox"], 2),
    "a wrong setting": (["triage", "SAMPLES", "--jobs", "0"], 2),
}


@pytest.mark.parametrize(("words", "code"), WRONG.values(), ids=WRONG.keys())
def test_wrong_use_gets_one_sentence(
    triaged: Triaged, sample_docs: Path, tmp_path: Path, words: list[str], code: int
) -> None:
    places = {"SAMPLES": triaged.files, "EMPTY": tmp_path / "w", "TRIAGED": triaged.workspace}
    command = [str(places.get(word, word)) for word in words]
    if "--workspace" not in command:
        command += ["--workspace", str(tmp_path / "w")]
    done: Outcome = doctored(*command)
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    assert done.err.strip()
    assert done.out == ""
