select cluster_id, place_no, file_sha256, page_no, count(*) as n
from work.place_readings
group by cluster_id, place_no, file_sha256, page_no
having count(*) > 1;
