create view ocr_words as
select t.* exclude (result_id)
from facts.ocr_words as t
semi join work.frames as f on f.file_sha256 = t.file_sha256 and f.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'read');

comment on view ocr_words is 'Words as read, with boxes in frame coordinates.';
comment on column ocr_words.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column ocr_words.page_no is 'page within the file, from 1';
comment on column ocr_words.word_no is 'order on the page';
comment on column ocr_words.line_no is 'line on the page';
comment on column ocr_words.text is 'the word';
comment on column ocr_words.confidence is '0-100';
comment on column ocr_words.x0 is 'left edge in the frame, pixels';
comment on column ocr_words.y0 is 'top edge in the frame, pixels';
comment on column ocr_words.x1 is 'right edge in the frame, pixels, exclusive';
comment on column ocr_words.y1 is 'bottom edge in the frame, pixels, exclusive';
