-- What references read at each place. Where they contradict each other, or are disputed, none decides.
create or replace table work.reference_says as
with said as (
    select
        r.cluster_id,
        r.place_no,
        r.reading_no,
        f.attributed_to,
        f.disputed_by is not null as is_disputed,
        case
            when r.kind = 'graphic' then 'carries ' || coalesce(nullif(r.reading, ''), 'no stamp, signature or drawing')
            else 'reads ' || case when r.reading is null then 'something illegible' when r.reading = '' then 'nothing'
                when len(r.reading) > 60 then left(r.reading, 59) || '…' else r.reading end
        end as reading
    from work.shown as r
    join reference_files as f on f.file_sha256 = r.file_sha256 and f.page_no = r.page_no
    where not r.is_benign
), sides as (
    select
        cluster_id,
        place_no,
        is_disputed,
        reading_no,
        'as released by ' || string_agg(distinct attributed_to, ' and ' order by attributed_to)
        || ' it ' || min(reading) as sentence
    from said
    group by cluster_id, place_no, is_disputed, reading_no
), places as (
    select
        cluster_id,
        place_no,
        count(*) filter (where not is_disputed) as n_readings,
        string_agg(sentence, ', ' order by reading_no) filter (where not is_disputed) as undisputed,
        string_agg(sentence, ', ' order by reading_no) filter (where is_disputed) as disputed
    from sides
    group by cluster_id, place_no
)
select
    cluster_id,
    place_no,
    concat_ws(
        ' ',
        case
            when n_readings = 1 then 'A' || undisputed[2:] || '.'
            when n_readings > 1 then 'References contradict each other here, and none decides: ' || undisputed || '.'
        end,
        'A' || disputed[2:] || '; that is disputed and decides nothing.'
    ) as sentence
from places;

comment on table work.reference_says is 'What references read at places.';
comment on column work.reference_says.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.reference_says.place_no is 'place within the cluster where copies differ';
comment on column work.reference_says.sentence is 'what they read, as released by whom, and whether that decides anything';
