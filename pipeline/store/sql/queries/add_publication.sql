insert into facts.publications
select
    $published_at,
    $share_examined,
    $is_final,
    coalesce($run_id, (select max(run_id) from facts.run_events where event = 'started'));
