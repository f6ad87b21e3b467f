create view batches as
with ran as (
    select batch_id, min(started_at) as started_at, max(finished_at) as finished_at
    from runs
    group by batch_id
), seen as (
    select batch_id, count(distinct file_name) as n_files
    from sightings
    group by batch_id
), broken as (
    select batch_id, count(distinct file_name) as n_unreadable
    from unreadable
    group by batch_id
), taken_back as (
    -- Batches of references that were removed.
    select subject as batch_id from work.results where stage = 'arrive' and version = 'removed'
)
select
    b.batch_id,
    b.label,
    b.root,
    coalesce(r.started_at, b.arrived_at) as started_at,
    r.finished_at,
    coalesce(s.n_files, 0)::integer as n_files,
    coalesce(u.n_unreadable, 0)::integer as n_unreadable,
    b.arrived_at
from facts.batches as b
left join ran as r on r.batch_id = b.batch_id
left join seen as s on s.batch_id = b.batch_id
left join broken as u on u.batch_id = b.batch_id
anti join taken_back as t on t.batch_id = b.batch_id;

comment on view batches is 'Batches handed in.';
comment on column batches.batch_id is 'batch, a hash of its label and root';
comment on column batches.label is 'label given by the user, or the name of the root';
comment on column batches.root is 'folder or files handed in';
comment on column batches.started_at is 'when its first run started; before that, when it arrived';
comment on column batches.finished_at is 'when its last run ended';
comment on column batches.n_files is 'different names sighted in the batch';
comment on column batches.n_unreadable is 'different names of which something could not be read';
comment on column batches.arrived_at is 'when the batch was first handed in';
