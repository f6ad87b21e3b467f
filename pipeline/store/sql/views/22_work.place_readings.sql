-- Only pages that still are in the cluster: after a merge the rows of the old cluster are history.
create view work.place_readings as
select t.* exclude (result_id)
from facts.place_readings as t
semi join page_clusters as c
    on c.cluster_id = t.cluster_id and c.file_sha256 = t.file_sha256 and c.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'collate');

comment on view work.place_readings is 'What each copy says at each place, in clusters of today.';
comment on column work.place_readings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.place_readings.place_no is 'place within the cluster where copies differ';
comment on column work.place_readings.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column work.place_readings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.place_readings.page_no is 'page within the file, from 1';
comment on column work.place_readings.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column work.place_readings.reading is 'its text; empty when blank there';
comment on column work.place_readings.shows is 'whether the copy shows the place legibly';
comment on column work.place_readings.x0 is 'left edge in the frame, pixels';
comment on column work.place_readings.y0 is 'top edge in the frame, pixels';
comment on column work.place_readings.x1 is 'right edge in the frame, pixels, exclusive';
comment on column work.place_readings.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column work.place_readings.strength is 'log10 likelihood ratio that the content really differs here';
comment on column work.place_readings.read_by is 'who read this copy here: page (with the whole page), second_look (again, on its own), second_recogniser, ink (nobody could; it sides with copies whose ink is like its own); null: a mark, no reading, or not noted';
comment on column work.place_readings.stands_out is 'by how many spreads of its words'' traits the ink here departs from the words around it on this page, 6 at most; null: not told';
comment on column work.place_readings.stands_out_as is 'in what it departs: sharper or softer edges, darker or paler ink, heavier or lighter strokes, grainier or smoother paper';
comment on column work.place_readings.out_of_step is 'by how many text heights the reading departs from the spacing of its page, 1 at most; null: not told of both readings';
comment on column work.place_readings.out_of_step_as is 'gap: the one behind it, against those between other words; edge: where it ends, against the cells above and below';
