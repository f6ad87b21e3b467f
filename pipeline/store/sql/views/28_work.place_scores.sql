create view work.place_scores as
select
    s.cluster_id,
    s.file_sha256,
    s.page_no,
    s.place_no,
    -- the product of two probabilities: somebody changed the content, and it was this copy's reading
    1 / (1 + exp(-(ln(v.prior / (1 - v.prior)) + s.content))) / (1 + coalesce(exp(-s.side), 0)) as p_altered_here
from work.place_sums as s
join page_verdicts as v
    on v.weights_version = s.weights_version
    and v.cluster_id = s.cluster_id
    and v.file_sha256 = s.file_sha256
    and v.page_no = s.page_no;

comment on view work.place_scores is 'Probability that a copy carries the changed reading of a place.';
comment on column work.place_scores.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.place_scores.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.place_scores.page_no is 'page within the file, from 1';
comment on column work.place_scores.place_no is 'place within the cluster where copies differ';
comment on column work.place_scores.p_altered_here is 'probability that this copy''s reading at the place is the changed one; null at redactions, annotations and overlays';
