create or replace table work.shown as
select
    r.*,
    p.is_benign,
    s.p_altered_here,
    coalesce(s.p_altered_here, v.prior, 0.05) as p_or_prior,
    c.file_name,
    f.file_sha256 is not null as is_reference
from work.place_readings as r
join work.places as p on p.cluster_id = r.cluster_id and p.place_no = r.place_no
join page_verdicts as v on v.file_sha256 = r.file_sha256 and v.page_no = r.page_no
join page_clusters as c on c.file_sha256 = r.file_sha256 and c.page_no = r.page_no
left join reference_files as f on f.file_sha256 = r.file_sha256 and f.page_no = r.page_no
left join work.place_scores as s
    on s.cluster_id = r.cluster_id
    and s.place_no = r.place_no
    and s.file_sha256 = r.file_sha256
    and s.page_no = r.page_no
where (r.shows or p.is_benign) and r.reading_no is not null; -- a copy that carries a mark does not show what is under it

comment on table work.shown is 'Copies that show a place, with what they read and how likely it is the changed reading.';
comment on column work.shown.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.shown.place_no is 'place within the cluster where copies differ';
comment on column work.shown.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column work.shown.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.shown.page_no is 'page within the file, from 1';
comment on column work.shown.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column work.shown.reading is 'its text; empty when blank there';
comment on column work.shown.shows is 'whether the copy shows the place legibly';
comment on column work.shown.x0 is 'left edge in the frame, pixels';
comment on column work.shown.y0 is 'top edge in the frame, pixels';
comment on column work.shown.x1 is 'right edge in the frame, pixels, exclusive';
comment on column work.shown.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column work.shown.strength is 'log10 likelihood ratio that the content really differs here';
comment on column work.shown.read_by is 'who read this copy here: page (with the whole page), second_look (again, on its own), second_recogniser, ink (nobody could; it sides with copies whose ink is like its own); null: a mark, no reading, or not noted';
comment on column work.shown.stands_out is 'by how many spreads of its words'' traits the ink here departs from the words around it on this page, 6 at most; null: not told';
comment on column work.shown.stands_out_as is 'in what it departs: sharper or softer edges, darker or paler ink, heavier or lighter strokes, grainier or smoother paper';
comment on column work.shown.out_of_step is 'by how many text heights the reading departs from the spacing of its page, 1 at most; null: not told of both readings';
comment on column work.shown.out_of_step_as is 'gap: the one behind it, against those between other words; edge: where it ends, against the cells above and below';
comment on column work.shown.is_benign is 'whether the kind of place is a redaction, an annotation or an overlay';
comment on column work.shown.p_altered_here is 'probability that this copy''s reading at the place is the changed one; null at redactions, annotations and overlays';
comment on column work.shown.p_or_prior is 'p_altered_here, or the prior where there is no evidence';
comment on column work.shown.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column work.shown.is_reference is 'whether the page is pinned as a reference';
