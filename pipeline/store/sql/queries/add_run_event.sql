insert into facts.run_events
values (
    $run_id, $event, $happened_at, $flow, $batch_id, $state, $versions::json, $settings::json,
    $holder_pid, $holder_host, $holder_started_at
);
