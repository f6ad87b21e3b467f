create view ignored as
select t.batch_id, t.file_name, t.reason
from facts.ignored as t
where t.result_id in (select result_id from work.results where stage = 'arrive')
union all
select distinct s.batch_id, s.file_name || '!/' || m.inner_name, m.reason
from facts.member_ignored as m
join sightings as s on s.file_sha256 = m.archive_sha256
where m.result_id in (select result_id from work.results where stage = 'examine');

comment on view ignored is 'Sidecars that were read, and known junk.';
comment on column ignored.batch_id is 'batch, a hash of its label and root';
comment on column ignored.file_name is 'name below the batch root';
comment on column ignored.reason is 'why, in plain words';
