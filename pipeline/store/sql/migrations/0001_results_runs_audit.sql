-- What was done, by which run, and the chain that shows whether anything was changed since.

create table facts.results (
    result_id varchar not null,
    stage varchar not null,
    subject varchar not null,
    input_hash varchar not null,
    version varchar not null,
    settings_hash varchar not null,
    run_id varchar not null,
    finished_at timestamptz not null,
    result_no bigint not null,
    rows_digest varchar
);
comment on table facts.results is 'Every finished piece of work. Insert-only; the newest for each stage and subject is the current one.';
comment on column facts.results.result_id is 'hash of stage, subject, input_hash, version, settings_hash and run';
comment on column facts.results.stage is 'stage that did the work';
comment on column facts.results.subject is 'what was worked on: a file, a page (sha#n), a pair of pages, a cluster, a batch';
comment on column facts.results.input_hash is 'hash of what went in';
comment on column facts.results.version is 'version of the stage';
comment on column facts.results.settings_hash is 'hash of the settings the stage depends on';
comment on column facts.results.run_id is 'run that did it; empty for work outside a run';
comment on column facts.results.finished_at is 'when it was stored';
comment on column facts.results.result_no is 'order of storing, from 1; the highest of a stage and subject is the current one';
comment on column facts.results.rows_digest is 'digest of all rows stored under this result, for the audit chain';

create table facts.view_versions (
    digest varchar not null,
    installed_at timestamptz not null
);
comment on table facts.view_versions is 'Which text of the views is installed.';
comment on column facts.view_versions.digest is 'hash of all view files';
comment on column facts.view_versions.installed_at is 'when they were installed';

create table facts.batches (
    batch_id varchar not null,
    label varchar,
    root varchar,
    arrived_at timestamptz not null,
    batch_no bigint not null
);
comment on table facts.batches is 'Batches as they arrived; written once.';
comment on column facts.batches.batch_id is 'batch, a hash of its label and root';
comment on column facts.batches.label is 'label given by the user, or the name of the root';
comment on column facts.batches.root is 'folder or files handed in';
comment on column facts.batches.arrived_at is 'when the batch was first handed in';
comment on column facts.batches.batch_no is 'order of arrival, from 1';

create table facts.run_events (
    run_id varchar not null,
    event varchar not null,
    "at" timestamptz not null,
    flow varchar,
    batch_id varchar,
    state varchar,
    versions json,
    settings json,
    holder_pid bigint,
    holder_host varchar,
    holder_started_at double
);
comment on table facts.run_events is 'Start and end of runs: two events, nothing is updated.';
comment on column facts.run_events.run_id is 'the run';
comment on column facts.run_events.event is 'started, finished or interrupted';
comment on column facts.run_events."at" is 'when';
comment on column facts.run_events.flow is 'flow that ran';
comment on column facts.run_events.batch_id is 'batch, a hash of its label and root';
comment on column facts.run_events.state is 'running, completed, failed, interrupted';
comment on column facts.run_events.versions is 'versions of everything that can change a result';
comment on column facts.run_events.settings is 'settings of the run';
comment on column facts.run_events.holder_pid is 'process that runs it';
comment on column facts.run_events.holder_host is 'machine it runs on';
comment on column facts.run_events.holder_started_at is 'start of that process, seconds since 1970, so that a reused number is not taken for it';

create table facts.stage_seconds (
    run_id varchar,
    stage varchar,
    n bigint,
    seconds double
);
comment on table facts.stage_seconds is 'Time spent, by run and stage.';
comment on column facts.stage_seconds.run_id is 'the run that wrote it';
comment on column facts.stage_seconds.stage is 'stage of the work';
comment on column facts.stage_seconds.n is 'pieces of work';
comment on column facts.stage_seconds.seconds is 'wall time';

create table facts.publications (
    published_at timestamptz not null,
    share_examined double,
    is_final boolean not null,
    run_id varchar
);
comment on table facts.publications is 'Each time the live database was published.';
comment on column facts.publications.published_at is 'when';
comment on column facts.publications.share_examined is 'share of the batch examined at that moment, 0 to 1; null when not known';
comment on column facts.publications.is_final is 'whether the run had ended';
comment on column facts.publications.run_id is 'run that published it';

create table facts.audit_log (
    entry_no bigint not null,
    entered_at timestamptz not null,
    actor varchar not null,
    action varchar not null,
    subject varchar not null,
    detail json not null,
    previous_hash varchar not null,
    entry_hash varchar not null
);
comment on table facts.audit_log is 'Chain of entries; each hashes the one before.';
comment on column facts.audit_log.entry_no is 'order, from 1';
comment on column facts.audit_log.entered_at is 'when';
comment on column facts.audit_log.actor is 'who';
comment on column facts.audit_log.action is 'ingest, run, publish, review ...';
comment on column facts.audit_log.subject is 'what it was done to';
comment on column facts.audit_log.detail is 'facts about it, with the digest of the rows it covers';
comment on column facts.audit_log.previous_hash is 'entry_hash of the entry before; empty for the first';
comment on column facts.audit_log.entry_hash is 'SHA-256 over all other columns';
