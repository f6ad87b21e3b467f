create view work.weighed as
select
    w.weights_version,
    e.cluster_id,
    e.file_sha256,
    e.page_no,
    e.place_no,
    e.part,
    w.about,
    least(greatest(w.weight * e.value, w.lowest), w.highest) as log_odds,
    e.sentence
from work.evidence as e
join facts.weights as w on w.part = e.part
left join work.places as p on p.cluster_id = e.cluster_id and p.place_no = e.place_no
where e.place_no is null or not coalesce(p.is_benign, false)
union all
-- What fitting added to every place, where a version of the weights was fitted: no observation, so no evidence row.
select
    w.weights_version,
    e.cluster_id,
    e.file_sha256,
    e.page_no,
    e.place_no,
    w.part,
    w.about,
    w.weight,
    'How often places with such evidence were changed ones among generated families, beyond what its parts say.'
from (select distinct cluster_id, file_sha256, page_no, place_no from work.evidence where place_no is not null) as e
join facts.weights as w on w.part = 'calibration'
left join work.places as p on p.cluster_id = e.cluster_id and p.place_no = e.place_no
where not coalesce(p.is_benign, false);

comment on view work.weighed is 'Evidence times weight, for every version of the weights; benign places left out.';
comment on column work.weighed.weights_version is 'version of the weights';
comment on column work.weighed.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.weighed.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.weighed.page_no is 'page within the file, from 1';
comment on column work.weighed.place_no is 'place within the cluster where copies differ';
comment on column work.weighed.part is 'kind of evidence';
comment on column work.weighed.about is 'content: does it differ; side: which copies carry the changed reading; page: the page as a whole; null: all in one sum';
comment on column work.weighed.log_odds is 'natural log-odds after weighting';
comment on column work.weighed.sentence is 'what a reviewer reads';
