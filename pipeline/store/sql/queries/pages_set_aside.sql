-- Pages that were not looked for among the others, and why.
select file_sha256, page_no, reason
from set_aside
order by file_sha256, page_no;
