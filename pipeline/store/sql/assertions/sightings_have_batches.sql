select s.sighting_id, s.batch_id
from sightings as s
anti join facts.batches as b on b.batch_id = s.batch_id;
