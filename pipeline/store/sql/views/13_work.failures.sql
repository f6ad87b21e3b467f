create view work.failures as
select t.file_sha256, t.page_no, t.stage, t.reason, t.detail
from facts.failures as t
where t.result_id in (select result_id from work.results);

comment on view work.failures is 'What could not be examined, by file or page.';
comment on column work.failures.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.failures.page_no is 'page within the file, from 1';
comment on column work.failures.stage is 'stage of the work';
comment on column work.failures.reason is 'why, in plain words';
comment on column work.failures.detail is 'what a technician wants to see';
