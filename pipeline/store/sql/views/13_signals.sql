create view signals as
select t.* exclude (result_id)
from facts.signals as t
where t.result_id in (select result_id from work.results where stage = 'check');

comment on view signals is 'What single-file checks saw.';
comment on column signals.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column signals.page_no is 'page within the file, from 1';
comment on column signals.check_code is 'the check';
comment on column signals.strength is 'how strong the signal is';
comment on column signals.sentence is 'what a reviewer reads';
comment on column signals.x0 is 'left edge in the frame, pixels';
comment on column signals.y0 is 'top edge in the frame, pixels';
comment on column signals.x1 is 'right edge in the frame, pixels, exclusive';
comment on column signals.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column signals.facts is 'what the check found out';
