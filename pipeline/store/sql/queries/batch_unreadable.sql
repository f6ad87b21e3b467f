select file_name, page_no, stage, reason, detail
from unreadable
where batch_id = $batch_id
order by file_name, page_no nulls first, stage;
