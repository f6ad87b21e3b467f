-- Pages of the files sighted in a batch.
select p.file_sha256, p.page_no
from pages as p
where p.file_sha256 in (select file_sha256 from sightings where batch_id = $batch_id)
order by p.file_sha256, p.page_no;
