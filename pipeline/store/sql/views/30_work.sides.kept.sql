-- A side is all copies that carry one reading at a place. Reference pages are witnesses but not counted.
create or replace table work.sides as
with texts as (
    select cluster_id, place_no, reading_no, reading, count(*) as n
    from work.shown
    group by cluster_id, place_no, reading_no, reading
), texts_of_sides as (
    select cluster_id, place_no, reading_no, first(reading order by n desc, reading) as reading
    from texts
    group by cluster_id, place_no, reading_no
), copies as (
    select
        cluster_id,
        place_no,
        reading_no,
        min(kind) as kind,
        bool_or(is_benign) as is_benign,
        count(*) filter (where not is_reference) as n_copies,
        bool_or(is_reference) as has_reference,
        coalesce(max(p_or_prior) filter (where not is_reference), max(p_or_prior)) as p_side,
        max(strength) as strength
    from work.shown
    group by cluster_id, place_no, reading_no
), seen as (
    select
        r.cluster_id,
        r.place_no,
        r.reading_no,
        r.file_sha256,
        s.file_name,
        s.observed_at,
        case
            when coalesce(nullif(trim(s.forwarded_from), ''), nullif(trim(s.author), '')) is not null
                then lower(coalesce(trim(s.platform), '')) || ' ' || lower(coalesce(nullif(trim(s.forwarded_from), ''), trim(s.author)))
        end as source
    from work.shown as r
    join sightings as s on s.file_sha256 = r.file_sha256
    where not r.is_reference
), sources as (
    select
        cluster_id,
        place_no,
        reading_no,
        min(observed_at) as first_seen_at,
        first(file_name order by observed_at nulls last, file_name) as first_seen_in,
        count(distinct source) as n_known_sources
    from seen
    group by cluster_id, place_no, reading_no
), unknown as (
    select cluster_id, place_no, reading_no
    from (
        select cluster_id, place_no, reading_no, file_sha256, bool_or(source is not null) as is_known
        from seen
        group by all
    )
    group by all
    having not bool_and(is_known)
)
select
    c.cluster_id,
    c.place_no,
    c.reading_no,
    c.kind,
    c.is_benign,
    t.reading,
    c.n_copies,
    c.has_reference,
    c.p_side,
    c.strength,
    s.first_seen_at,
    s.first_seen_in,
    coalesce(s.n_known_sources, 0) as n_known_sources,
    -- All copies of unknown authors together may come from one source.
    coalesce(s.n_known_sources, 0) + (u.place_no is not null)::integer as n_independent_sources
from copies as c
join texts_of_sides as t
    on t.cluster_id = c.cluster_id and t.place_no = c.place_no and t.reading_no = c.reading_no
left join sources as s
    on s.cluster_id = c.cluster_id and s.place_no = c.place_no and s.reading_no = c.reading_no
left join unknown as u
    on u.cluster_id = c.cluster_id and u.place_no = c.place_no and u.reading_no = c.reading_no;

comment on table work.sides is 'Readings of places with all who carry them.';
comment on column work.sides.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.sides.place_no is 'place within the cluster where copies differ';
comment on column work.sides.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column work.sides.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column work.sides.is_benign is 'whether the kind of place is a redaction, an annotation or an overlay';
comment on column work.sides.reading is 'its text; empty when blank there';
comment on column work.sides.n_copies is 'copies that carry it, references not counted';
comment on column work.sides.has_reference is 'whether a reference page carries it';
comment on column work.sides.p_side is 'the highest p_altered_here of its carriers; the prior where only references carry it';
comment on column work.sides.strength is 'log10 likelihood ratio that the content really differs here';
comment on column work.sides.first_seen_at is 'earliest known time at which a carrier was seen; null when none is known';
comment on column work.sides.first_seen_in is 'name of the carrier seen first';
comment on column work.sides.n_known_sources is 'different known authors of its carriers';
comment on column work.sides.n_independent_sources is 'different known authors with their platforms; all unknown authors together count as one';
