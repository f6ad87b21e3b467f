create view work.place_sums as
select weights_version, cluster_id, file_sha256, page_no, place_no, sum(log_odds) as log_odds
from work.weighed
where place_no is not null
group by weights_version, cluster_id, file_sha256, page_no, place_no;

comment on view work.place_sums is 'Weighted evidence summed by copy and place.';
comment on column work.place_sums.weights_version is 'version of the weights';
comment on column work.place_sums.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.place_sums.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.place_sums.page_no is 'page within the file, from 1';
comment on column work.place_sums.place_no is 'place within the cluster where copies differ';
comment on column work.place_sums.log_odds is 'natural log-odds after weighting';
