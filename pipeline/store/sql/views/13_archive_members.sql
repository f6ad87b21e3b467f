create view archive_members as
select t.* exclude (result_id)
from facts.members as t
where t.result_id in (select result_id from work.results where stage = 'examine');

comment on view archive_members is 'Files that were taken out of archives.';
comment on column archive_members.archive_sha256 is 'SHA-256 of the archive';
comment on column archive_members.inner_name is 'path in the archive';
comment on column archive_members.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column archive_members.n_bytes is 'size';
