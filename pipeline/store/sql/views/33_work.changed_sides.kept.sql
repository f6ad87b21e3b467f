-- The sides of a place that a finding is about: those clearly more likely changed than the least suspected side.
-- Where no side is (all within 0.1), the question is open, and every side but the one first seen is asked about.
create or replace table work.changed_sides as
with doubtful as (
    select distinct cluster_id, place_no from differences where p_altered_here is not null
), ranked as (
    select
        s.*,
        s.p_side - min(s.p_side) over w as lead,
        max(s.p_side) over w - min(s.p_side) over w as spread,
        row_number() over (
            partition by s.cluster_id, s.place_no
            order by s.first_seen_at nulls last, s.n_copies desc, s.reading_no
        ) as seen_order
    from work.sides as s
    semi join doubtful as d on d.cluster_id = s.cluster_id and d.place_no = s.place_no
    window w as (partition by s.cluster_id, s.place_no)
)
select cluster_id, place_no, reading_no, spread <= 0.1 as is_open
from ranked
where p_side >= 0.1 and (lead > 0.1 or (spread <= 0.1 and seen_order > 1));

comment on table work.changed_sides is 'Readings that findings are about.';
comment on column work.changed_sides.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.changed_sides.place_no is 'place within the cluster where copies differ';
comment on column work.changed_sides.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column work.changed_sides.is_open is 'whether no side is clearly more suspected than the others';
