-- Pages by the set of changed readings they carry. A copy that is cropped carries a part of a larger set and does not
-- show the rest: it goes with the larger set.
create or replace table work.carriers as
with carried as (
    select r.cluster_id, r.file_sha256, r.page_no, r.place_no, r.reading_no
    from work.shown as r
    semi join work.changed_sides as s
        on s.cluster_id = r.cluster_id and s.place_no = r.place_no and s.reading_no = r.reading_no
    where not r.is_reference
), sets as (
    select
        cluster_id,
        file_sha256,
        page_no,
        list(place_no || ':' || reading_no order by place_no, reading_no) as items,
        list(place_no order by place_no, reading_no) as places
    from carried
    group by cluster_id, file_sha256, page_no
), shown as (
    select cluster_id, file_sha256, page_no, list(place_no order by place_no) as places
    from work.shown
    group by cluster_id, file_sha256, page_no
), kinds as (
    select distinct cluster_id, items, places from sets
), fits as (
    select s.cluster_id, s.file_sha256, s.page_no, k.items
    from sets as s
    join shown as v
        on v.cluster_id = s.cluster_id and v.file_sha256 = s.file_sha256 and v.page_no = s.page_no
    join kinds as k on k.cluster_id = s.cluster_id and list_has_all(k.items, s.items)
    where len(list_intersect(v.places, k.places)) = len(s.places)
)
select
    cluster_id,
    file_sha256,
    page_no,
    first(items order by len(items) desc, array_to_string(items, ',')) as items
from fits
group by cluster_id, file_sha256, page_no;

comment on table work.carriers is 'Pages by the set of changed readings they carry.';
comment on column work.carriers.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.carriers.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.carriers.page_no is 'page within the file, from 1';
comment on column work.carriers.items is 'the changed readings the page carries, as place:reading';
