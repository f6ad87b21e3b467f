-- Files sighted in a batch, members of archives among them, with what is known about them.
select distinct s.file_sha256, f.media_type, f.n_pages
from sightings as s
left join files as f on f.file_sha256 = s.file_sha256
where s.batch_id = $batch_id
order by s.file_sha256;
