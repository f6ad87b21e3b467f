-- What could not be examined in the batches that a cluster's files came with. is_member: it is of a file of the cluster.
with mine as (
    select distinct file_sha256 from page_clusters where cluster_id = $cluster_id
)
select distinct
    u.file_name,
    u.page_no,
    u.stage,
    u.reason,
    coalesce(u.file_sha256 in (select file_sha256 from mine), false) as is_member
from unreadable as u
where u.batch_id in (select s.batch_id from sightings as s semi join mine as m on m.file_sha256 = s.file_sha256)
order by is_member desc, u.file_name, u.page_no nulls first, u.stage;
