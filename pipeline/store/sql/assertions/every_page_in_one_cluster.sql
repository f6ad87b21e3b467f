select file_sha256, page_no, count(*) as n
from page_clusters
group by file_sha256, page_no
having count(*) <> 1;
