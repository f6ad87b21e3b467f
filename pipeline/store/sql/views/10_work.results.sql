-- arg_max over the order of storing, not over the clock, which may be set back.
create view work.results as
select
    stage,
    subject,
    arg_max(result_id, result_no) as result_id,
    arg_max(input_hash, result_no) as input_hash,
    arg_max(version, result_no) as version,
    arg_max(settings_hash, result_no) as settings_hash,
    arg_max(run_id, result_no) as run_id,
    arg_max(finished_at, result_no) as finished_at,
    max(result_no) as result_no
from facts.results
group by stage, subject;

comment on view work.results is 'Current results: the newest of each stage and subject.';
comment on column work.results.stage is 'stage that did the work';
comment on column work.results.subject is 'what was worked on: a file, a page (sha#n), a pair of pages, a cluster, a batch';
comment on column work.results.result_id is 'hash of stage, subject, input_hash, version, settings_hash and run';
comment on column work.results.input_hash is 'hash of what went in';
comment on column work.results.version is 'version of the stage';
comment on column work.results.settings_hash is 'hash of the settings the stage depends on';
comment on column work.results.run_id is 'run that did it; empty for work outside a run';
comment on column work.results.finished_at is 'when it was stored';
comment on column work.results.result_no is 'order of storing, from 1; the highest of a stage and subject is the current one';
