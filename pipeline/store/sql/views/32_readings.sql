create view readings as
with chances as (
    select *, sum(1 - p_side) over (partition by cluster_id, place_no) as all_chances
    from work.sides
)
select
    c.cluster_id,
    c.place_no,
    c.kind,
    c.reading,
    c.n_copies,
    c.n_independent_sources,
    c.first_seen_at,
    c.first_seen_in,
    case when not c.is_benign then (1 - c.p_side) / nullif(c.all_chances, 0) end as p_original,
    null::integer as n_captures,
    c.reading_no,
    case
        when bool_or(c.has_reference) over (partition by c.cluster_id, c.place_no) then c.has_reference
    end as agrees_with_reference
from chances as c;

comment on view readings is 'The collation: each place, each different reading, who carries it.';
comment on column readings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column readings.place_no is 'place within the cluster where copies differ';
comment on column readings.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column readings.reading is 'its text; empty when blank there';
comment on column readings.n_copies is 'copies that carry it, references not counted';
comment on column readings.n_independent_sources is 'different known authors with their platforms; all unknown authors together count as one';
comment on column readings.first_seen_at is 'earliest known time at which a carrier was seen; null when none is known';
comment on column readings.first_seen_in is 'name of the carrier seen first';
comment on column readings.p_original is 'probability that this reading is the first one; the readings of a place sum to 1; null at redactions, annotations and overlays';
comment on column readings.n_captures is 'different photographs, scans or renderings among the carriers; null when not known';
comment on column readings.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column readings.agrees_with_reference is 'whether a reference page reads the same; null without a reference';
