select run_id, started_at, finished_at, state from runs order by started_at desc limit 20;
