-- Every copy at every place of a cluster, with what the differences say of it there.
select
    w.place_no,
    w.file_sha256,
    w.page_no,
    w.x0,
    w.y0,
    w.x1,
    w.y1,
    w.reading_no,
    w.shows,
    w.read_by,
    d.p_altered_here,
    d.strength
from place_witnesses as w
left join differences as d
    on d.cluster_id = w.cluster_id
    and d.place_no = w.place_no
    and d.file_sha256 = w.file_sha256
    and d.page_no = w.page_no
where w.cluster_id = $cluster_id
order by w.place_no, w.reading_no nulls last, w.file_sha256, w.page_no;
