select cluster_id, place_no, count(distinct kind) as n
from work.place_readings
group by cluster_id, place_no
having count(distinct kind) > 1;
