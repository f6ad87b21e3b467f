create view stage_seconds as
select run_id, stage, sum(n)::bigint as n, sum(seconds) as seconds
from facts.stage_seconds
group by run_id, stage;

comment on view stage_seconds is 'Time spent, by run and stage.';
comment on column stage_seconds.run_id is 'the run that wrote it';
comment on column stage_seconds.stage is 'stage of the work';
comment on column stage_seconds.n is 'pieces of work';
comment on column stage_seconds.seconds is 'wall time';
