-- The stored summary of a finished batch; no row when it was never finished.
select s.summary::varchar as summary, r.input_hash, r.version, r.settings_hash
from facts.summaries as s
join work.results as r on r.result_id = s.result_id and r.stage = 'batch'
where r.subject = $batch_id;
