-- Pages as their frames show them. $files: SHA-256s, or null for all.
select file_sha256, page_no, frame_no, width, height, render_dpi, outline, shown_as
from pages
where $files::varchar[] is null or file_sha256 in (select unnest($files::varchar[]))
order by file_sha256, page_no;
