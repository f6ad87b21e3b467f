-- $archives: SHA-256s, or null for all.
select *
from archive_members
where $archives::varchar[] is null or archive_sha256 in (select unnest($archives::varchar[]))
order by archive_sha256, inner_name;
