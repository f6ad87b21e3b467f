-- Cluster members as clustering stored them; pages that were never clustered are not among them.
select file_sha256, page_no, cluster_id, weakest_link
from facts.cluster_members
where result_id in (select result_id from work.results where stage = 'cluster')
order by cluster_id, file_sha256, page_no;
