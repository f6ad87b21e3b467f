insert into facts.batches
select $batch_id, $label, $root, $arrived_at, coalesce(max(batch_no), 0) + 1 from facts.batches;
