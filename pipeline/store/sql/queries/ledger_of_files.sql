-- $files: SHA-256s, or null for all.
select *
from check_ledger
where $files::varchar[] is null or file_sha256 in (select unnest($files::varchar[]))
order by file_sha256, page_no, check_code;
