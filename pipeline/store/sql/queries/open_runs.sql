-- Runs that were started and never ended.
select s.run_id, s.holder_pid, s.holder_host, s.holder_started_at
from facts.run_events as s
where s.event = 'started'
    and not exists (select 1 from facts.run_events as e where e.run_id = s.run_id and e.event <> 'started')
order by s.run_id;
