-- $batch_id: only files sighted in the batch, or null; $max_rows: how many.
select q.*
from review_queue as q
where $batch_id::varchar is null
    or q.file_sha256 in (select file_sha256 from sightings where batch_id = $batch_id)
order by q.priority
limit $max_rows;
