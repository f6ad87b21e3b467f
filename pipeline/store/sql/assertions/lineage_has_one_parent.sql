select child_sha256, child_page_no, count(*) as n
from lineage
group by child_sha256, child_page_no
having count(*) > 1;
