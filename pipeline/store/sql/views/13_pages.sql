create view pages as
with texts as (
    select *
    from facts.page_texts
    where result_id in (select result_id from work.results where stage = 'read')
), layers as (
    select *
    from facts.text_layers
    where result_id in (select result_id from work.results where stage = 'examine')
)
select
    f.file_sha256,
    f.page_no,
    f.width,
    f.height,
    f.render_dpi,
    t.rotation,
    t.ocr_engine,
    t.ocr_mean_confidence,
    t.ocr_text,
    f.frame_no,
    f.outline,
    f.shown_as,
    n.file_name,
    l.text as text_layer
from work.frames as f
left join texts as t on t.file_sha256 = f.file_sha256 and t.page_no = f.page_no
left join layers as l on l.file_sha256 = f.file_sha256 and l.page_no = f.page_no
left join work.file_names as n on n.file_sha256 = f.file_sha256;

comment on view pages is 'Pages: sheets or pictures that frames show.';
comment on column pages.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column pages.page_no is 'page within the file, from 1';
comment on column pages.width is 'width of the frame, pixels';
comment on column pages.height is 'height of the frame, pixels';
comment on column pages.render_dpi is 'resolution of the rendering; null for pictures';
comment on column pages.rotation is 'degrees clockwise by which the frame must be turned to be upright';
comment on column pages.ocr_engine is 'engine, version and languages';
comment on column pages.ocr_mean_confidence is 'mean confidence of its words, 0-100';
comment on column pages.ocr_text is 'the text';
comment on column pages.frame_no is 'frame of the file that shows the page, from 1';
comment on column pages.outline is 'corners of the page in its frame; null: the whole frame';
comment on column pages.shown_as is 'whole_frame, sheet, embedded_picture, or rest_of_frame (what is left beside the pages found in a picture)';
comment on column pages.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column pages.text_layer is 'text the PDF page carries itself, apart from OCR';
