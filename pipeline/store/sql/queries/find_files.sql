-- Files by name, by the start of their SHA-256, or by bytes. $file_name, $prefix, $sha256: null where not asked.
select distinct s.file_sha256, s.file_name, s.batch_id
from sightings as s
where s.file_name = $file_name
    or s.file_sha256 = $sha256
    or (length($prefix) >= 4 and starts_with(s.file_sha256, lower($prefix)))
order by s.file_name, s.file_sha256, s.batch_id;
