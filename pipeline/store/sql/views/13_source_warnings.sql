create view source_warnings as
select t.* exclude (result_id)
from facts.source_warnings as t
where t.result_id in (select result_id from work.results where stage in ('arrive', 'sources'));

comment on view source_warnings is 'Rows of sources.csv that could not be used as they stand.';
comment on column source_warnings.batch_id is 'batch, a hash of its label and root';
comment on column source_warnings.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column source_warnings.row_no is 'row of sources.csv, from 1';
comment on column source_warnings."column" is 'its column';
comment on column source_warnings.value is 'its value';
comment on column source_warnings.problem is 'what is wrong with it';
