-- Pages for matching and collation. $files: SHA-256s, or null for all.
select p.file_sha256, p.page_no, p.width, p.height, coalesce(p.rotation, 0) as rotation, p.outline
from pages as p
where $files::varchar[] is null or p.file_sha256 in (select unnest($files::varchar[]))
order by p.file_sha256, p.page_no;
