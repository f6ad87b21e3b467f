-- When a run ended; a run that never did counts until its last result.
select coalesce(r.finished_at, (select max(finished_at) from facts.results where run_id = $run_id), r.started_at) as at_time
from runs as r
where r.run_id = $run_id;
