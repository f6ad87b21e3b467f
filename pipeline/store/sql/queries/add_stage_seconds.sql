insert into facts.stage_seconds values ($run_id, $stage, $n, $seconds);
