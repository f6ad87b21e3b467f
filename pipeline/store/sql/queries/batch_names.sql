-- Every name of a batch and its bytes.
select distinct file_name, file_sha256
from sightings
where batch_id = $batch_id
order by file_name, file_sha256;
