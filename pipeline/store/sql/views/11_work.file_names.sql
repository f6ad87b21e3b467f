create view work.file_names as
select
    s.file_sha256,
    first(s.file_name order by b.batch_no nulls last, s.file_name, s.sighting_id) as file_name,
    first(s.batch_id order by b.batch_no nulls last, s.file_name, s.sighting_id) as batch_id,
    min(b.batch_no) as batch_no,
    min(b.arrived_at) as arrived_at
from sightings as s
left join facts.batches as b on b.batch_id = s.batch_id
group by s.file_sha256;

comment on view work.file_names is 'The name under which each file was first seen: earliest batch, then name.';
comment on column work.file_names.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.file_names.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column work.file_names.batch_id is 'batch in which it was first seen';
comment on column work.file_names.batch_no is 'order of arrival, from 1';
comment on column work.file_names.arrived_at is 'when the batch was first handed in';
