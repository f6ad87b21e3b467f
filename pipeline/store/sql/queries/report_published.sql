-- What the database held when it was read, and the run it came from.
select p.published_at, p.share_examined, p.is_final, p.run_id, r.versions::varchar as versions
from publication as p
left join runs as r on r.run_id = p.run_id;
