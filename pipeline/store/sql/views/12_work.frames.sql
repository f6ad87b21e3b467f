-- A frame that was seen to show several pages has them from stage 'sheets'; every other one is one page as decoded.
create view work.frames as
with split as (
    select result_id, subject as file_sha256
    from work.results
    where stage = 'sheets'
)
select f.* exclude (result_id)
from facts.frames as f
where f.result_id in (select result_id from split)
    or (
        f.result_id in (select result_id from work.results where stage = 'examine')
        and f.file_sha256 not in (select file_sha256 from split)
    );

comment on view work.frames is 'Pages as frames show them.';
comment on column work.frames.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.frames.page_no is 'page within the file, from 1';
comment on column work.frames.frame_no is 'frame of the file that shows the page, from 1';
comment on column work.frames.width is 'width of the frame, pixels';
comment on column work.frames.height is 'height of the frame, pixels';
comment on column work.frames.render_dpi is 'resolution of the rendering; null for pictures';
comment on column work.frames.outline is 'corners of the page in its frame; null: the whole frame';
comment on column work.frames.shown_as is 'whole_frame, sheet, embedded_picture, or rest_of_frame (what is left beside the pages found in a picture)';
