select p.file_sha256, p.page_no, count(v.file_sha256) as n
from pages as p
left join page_verdicts as v on v.file_sha256 = p.file_sha256 and v.page_no = p.page_no
group by p.file_sha256, p.page_no
having count(v.file_sha256) <> 1;
