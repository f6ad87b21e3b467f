create view differences as
select
    r.cluster_id,
    r.place_no,
    r.file_sha256,
    r.page_no,
    r.file_name,
    r.x0,
    r.y0,
    r.x1,
    r.y1,
    r.kind,
    r.reading as text_here,
    o.other_reading as text_elsewhere,
    s.n_copies::integer as n_here,
    coalesce(o.n_other, 0)::integer as n_elsewhere,
    case when not r.is_benign then r.p_altered_here end as p_altered_here,
    r.strength,
    r.reading_no,
    f.sentence as reference_says,
    a.false_alarms,
    a.false_alarms_of,
    a.false_alarms_low,
    a.false_alarms_high
from work.shown as r
join work.sides as s
    on s.cluster_id = r.cluster_id and s.place_no = r.place_no and s.reading_no = r.reading_no
left join work.opposites as o
    on o.cluster_id = r.cluster_id and o.place_no = r.place_no and o.reading_no = r.reading_no
left join work.reference_says as f on f.cluster_id = r.cluster_id and f.place_no = r.place_no
left join work.evidence as a
    on a.cluster_id = r.cluster_id
    and a.place_no = r.place_no
    and a.file_sha256 = r.file_sha256
    and a.page_no = r.page_no
    and a.false_alarms_of is not null
where (r.is_benign and r.reading_no = 2) or (not r.is_benign and r.p_altered_here >= 0.1);

comment on view differences is 'Copies whose reading at a place may be the changed one, and copies that carry a mark.';
comment on column differences.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column differences.place_no is 'place within the cluster where copies differ';
comment on column differences.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column differences.page_no is 'page within the file, from 1';
comment on column differences.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column differences.x0 is 'left edge in the frame, pixels';
comment on column differences.y0 is 'top edge in the frame, pixels';
comment on column differences.x1 is 'right edge in the frame, pixels, exclusive';
comment on column differences.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column differences.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column differences.text_here is 'what this copy reads';
comment on column differences.text_elsewhere is 'what the largest other group reads, or a reference where no other copy does';
comment on column differences.n_here is 'copies that read as this one';
comment on column differences.n_elsewhere is 'copies of the largest other group';
comment on column differences.p_altered_here is 'probability that this copy''s reading at the place is the changed one; null at redactions, annotations and overlays';
comment on column differences.strength is 'log10 likelihood ratio that the content really differs here';
comment on column differences.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column differences.reference_says is 'what a reference reads at the place; null without one';
comment on column differences.false_alarms is 'generated pages on which a place of this sort (other text, missing text, a drawing), as strong or stronger, was found where nothing was changed; null at redactions, annotations and overlays';
comment on column differences.false_alarms_of is 'generated pages on which that was measured';
comment on column differences.false_alarms_low is 'lower end of the 95 % interval of their share (Clopper and Pearson)';
comment on column differences.false_alarms_high is 'upper end of the 95 % interval of their share';
