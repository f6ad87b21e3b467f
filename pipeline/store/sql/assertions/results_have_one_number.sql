select result_no, count(*) as n
from facts.results
group by result_no
having count(*) > 1;
