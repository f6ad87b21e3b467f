-- What copies say at the places of clusters. $clusters: ids, or null for all.
select *
from work.place_readings
where $clusters::varchar[] is null or cluster_id in (select unnest($clusters::varchar[]))
order by cluster_id, place_no, file_sha256, page_no;
