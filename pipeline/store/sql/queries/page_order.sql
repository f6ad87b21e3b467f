-- Pages in order of ingestion: arrival of their batch, then name, then page. The first name of a file counts.
select p.file_sha256, p.page_no, n.batch_id, n.file_name
from pages as p
left join work.file_names as n on n.file_sha256 = p.file_sha256
order by n.batch_no nulls last, n.file_name, p.file_sha256, p.page_no;
