create view work.places as
select
    cluster_id,
    place_no,
    min(kind) as kind,
    min(kind) in ('redaction', 'annotation', 'overlay') as is_benign
from work.place_readings
group by cluster_id, place_no;

comment on view work.places is 'Places of clusters.';
comment on column work.places.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.places.place_no is 'place within the cluster where copies differ';
comment on column work.places.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column work.places.is_benign is 'whether the kind of place is a redaction, an annotation or an overlay';
