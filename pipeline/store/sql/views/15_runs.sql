create view runs as
select
    run_id,
    max(flow) as flow,
    max(batch_id) as batch_id,
    min("at") filter (where event = 'started') as started_at,
    max("at") filter (where event = 'finished') as finished_at,
    arg_max(state, case when event = 'started' then 0 when event = 'interrupted' then 1 else 2 end) as state,
    any_value(versions) as versions,
    any_value(settings) as settings
from facts.run_events
group by run_id;

comment on view runs is 'Runs of flows: versions, settings, and how they ended.';
comment on column runs.run_id is 'the run';
comment on column runs.flow is 'flow that ran';
comment on column runs.batch_id is 'batch, a hash of its label and root';
comment on column runs.started_at is 'when it started';
comment on column runs.finished_at is 'when it ended; null while it goes on or when it was interrupted';
comment on column runs.state is 'running, completed, failed or interrupted';
comment on column runs.versions is 'versions of everything that can change a result';
comment on column runs.settings is 'settings of the run';
