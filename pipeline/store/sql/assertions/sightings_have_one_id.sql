select sighting_id, count(*) as n
from sightings
group by sighting_id
having count(*) > 1;
