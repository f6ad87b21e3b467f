-- How well copies could be compared. $clusters: ids, or null for all.
select *
from comparisons
where $clusters::varchar[] is null or cluster_id in (select unnest($clusters::varchar[]))
order by cluster_id, file_sha256, page_no;
