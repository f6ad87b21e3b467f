-- Words of pages, in order. $files: SHA-256s, or null for all.
select w.*
from ocr_words as w
where $files::varchar[] is null or w.file_sha256 in (select unnest($files::varchar[]))
order by w.file_sha256, w.page_no, w.word_no;
