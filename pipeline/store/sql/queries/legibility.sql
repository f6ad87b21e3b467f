-- How surely pages were read, 0 to 100. Only pages that were read. $files: SHA-256s.
select file_sha256, page_no, ocr_mean_confidence
from pages
where ocr_engine is not null and file_sha256 in (select unnest($files::varchar[]))
order by file_sha256, page_no;
