select batch_id, label, root, arrived_at from facts.batches where batch_id = $batch_id;
