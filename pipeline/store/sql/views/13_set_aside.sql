create view set_aside as
select t.file_sha256, t.page_no, n.file_name, t.reason
from facts.set_aside as t
semi join work.frames as f on f.file_sha256 = t.file_sha256 and f.page_no = t.page_no
left join work.file_names as n on n.file_sha256 = t.file_sha256
where t.result_id in (select result_id from work.results where stage = 'candidates');

comment on view set_aside is 'Pages with too little on them to find copies by: not looked for among the others, which says nothing about them.';
comment on column set_aside.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column set_aside.page_no is 'page within the file, from 1';
comment on column set_aside.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column set_aside.reason is 'why, in plain words';
