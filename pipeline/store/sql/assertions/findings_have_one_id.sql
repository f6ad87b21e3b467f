select finding_id, count(*) as n
from findings
group by finding_id
having count(*) > 1;
