-- The collation of a cluster.
select * from readings where cluster_id = $cluster_id order by place_no, reading_no;
