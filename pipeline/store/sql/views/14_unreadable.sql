create view unreadable as
select t.batch_id, t.file_name, null::varchar as file_sha256, t.stage, t.reason, t.detail, null::integer as page_no
from facts.refused as t
where t.result_id in (select result_id from work.results where stage = 'arrive')
union all
select distinct s.batch_id, s.file_name, f.file_sha256, f.stage, f.reason, f.detail, f.page_no
from work.failures as f
join sightings as s on s.file_sha256 = f.file_sha256
union all
select distinct s.batch_id, s.file_name || '!/' || m.inner_name, null, 'unpack', m.reason, m.detail, null
from facts.member_refused as m
join sightings as s on s.file_sha256 = m.archive_sha256
where m.result_id in (select result_id from work.results where stage = 'examine');

comment on view unreadable is 'What could not be read: one row for each name under which it was handed in.';
comment on column unreadable.batch_id is 'batch, a hash of its label and root';
comment on column unreadable.file_name is 'name below the batch root';
comment on column unreadable.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column unreadable.stage is 'stage at which it failed';
comment on column unreadable.reason is 'why, in plain words';
comment on column unreadable.detail is 'what a technician wants to see';
comment on column unreadable.page_no is 'page that failed; null: the whole file';
