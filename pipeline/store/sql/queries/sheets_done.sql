-- Files whose frame was taken apart, or drawn by an analyst (version 'analyst').
select subject, version
from work.results
where stage = 'sheets'
order by subject;
