-- A cluster by the start of its id.
select distinct cluster_id from page_clusters where starts_with(cluster_id, $prefix) order by cluster_id limit 10;
