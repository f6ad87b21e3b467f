-- $files: SHA-256s, or null for all.
select *
from sightings
where $files::varchar[] is null or file_sha256 in (select unnest($files::varchar[]))
order by file_sha256, batch_id, file_name, sighting_id;
