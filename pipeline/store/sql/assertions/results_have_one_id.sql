select result_id, count(*) as n
from facts.results
group by result_id
having count(*) > 1;
