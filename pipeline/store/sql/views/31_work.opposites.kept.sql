-- For each side of a place the largest other side. One that references alone carry has no copies, and is the smallest.
create or replace table work.opposites as
select
    a.cluster_id,
    a.place_no,
    a.reading_no,
    first(b.reading_no order by b.n_copies desc, b.reading_no) as other_no,
    first(b.reading order by b.n_copies desc, b.reading_no) as other_reading,
    first(b.n_copies order by b.n_copies desc, b.reading_no) as n_other,
    first(b.n_known_sources order by b.n_copies desc, b.reading_no) as other_known_sources,
    first(b.n_independent_sources order by b.n_copies desc, b.reading_no) as other_sources,
    first(b.first_seen_at order by b.n_copies desc, b.reading_no) as other_first_seen_at
from work.sides as a
join work.sides as b
    on b.cluster_id = a.cluster_id and b.place_no = a.place_no and b.reading_no <> a.reading_no
group by a.cluster_id, a.place_no, a.reading_no;

comment on table work.opposites is 'For each reading of a place the largest other one.';
comment on column work.opposites.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.opposites.place_no is 'place within the cluster where copies differ';
comment on column work.opposites.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column work.opposites.other_no is 'number of the largest other reading';
comment on column work.opposites.other_reading is 'text of the largest other reading';
comment on column work.opposites.n_other is 'copies that carry the largest other reading; 0 when only references do';
comment on column work.opposites.other_known_sources is 'known authors of those copies';
comment on column work.opposites.other_sources is 'these, and one for all unknown authors together';
comment on column work.opposites.other_first_seen_at is 'when one of those copies was first seen';
