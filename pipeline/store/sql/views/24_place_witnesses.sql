-- Who shows a place, where in its own frame, and what it reads there; copies that do not are listed, too.
create view place_witnesses as
select
    r.cluster_id,
    r.place_no,
    r.file_sha256,
    r.page_no,
    c.file_name,
    r.x0,
    r.y0,
    r.x1,
    r.y1,
    r.reading_no,
    r.reading,
    case
        when r.reading_no is not null and r.shows then 'shown'
        when r.reading_no is not null then 'covered'
        when r.x0 is not null then 'not_legible'
        else 'not_shown'
    end as shows,
    r.read_by,
    r.stands_out,
    r.stands_out_as,
    r.out_of_step,
    r.out_of_step_as
from work.place_readings as r
join page_clusters as c on c.file_sha256 = r.file_sha256 and c.page_no = r.page_no;

comment on view place_witnesses is 'Each place in each copy of a cluster: the box in the copy''s own frame and what it reads there.';
comment on column place_witnesses.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column place_witnesses.place_no is 'place within the cluster where copies differ';
comment on column place_witnesses.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column place_witnesses.page_no is 'page within the file, from 1';
comment on column place_witnesses.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column place_witnesses.x0 is 'left edge in the frame, pixels; null where the copy does not have the place';
comment on column place_witnesses.y0 is 'top edge in the frame, pixels';
comment on column place_witnesses.x1 is 'right edge in the frame, pixels, exclusive';
comment on column place_witnesses.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column place_witnesses.reading_no is 'reading of the place that this copy carries; null where it speaks for none';
comment on column place_witnesses.reading is 'its text; empty when blank there; null where nothing was read';
comment on column place_witnesses.shows is 'shown; covered (it carries the redaction, annotation or overlay itself, what is under it was not examined); not_legible (in its frame, but too blurred or covered to speak for a reading); not_shown (outside its frame)';
comment on column place_witnesses.read_by is 'who read this copy here: page (with the whole page), second_look (again, on its own), second_recogniser, ink (nobody could; it sides with copies whose ink is like its own); null: a mark, no reading, or not noted';
comment on column place_witnesses.stands_out is 'by how many spreads of its words'' traits the ink here departs from the words around it on this page, 6 at most; null: not told';
comment on column place_witnesses.stands_out_as is 'in what it departs: sharper or softer edges, darker or paler ink, heavier or lighter strokes, grainier or smoother paper';
comment on column place_witnesses.out_of_step is 'by how many text heights the reading departs from the spacing of its page, 1 at most; null: not told of both readings';
comment on column place_witnesses.out_of_step_as is 'gap: the one behind it, against those between other words; edge: where it ends, against the cells above and below';
