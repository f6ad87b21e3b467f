-- Pages that could not be read, fingerprinted or compared, and files that could not be opened (page_no null).
select file_sha256, page_no, stage, reason, detail
from work.failures
order by file_sha256, page_no nulls first, stage;
