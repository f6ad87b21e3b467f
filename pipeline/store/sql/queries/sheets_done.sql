-- Files whose frame was taken apart, or drawn by an analyst.
select subject
from work.results
where stage = 'sheets'
order by subject;
