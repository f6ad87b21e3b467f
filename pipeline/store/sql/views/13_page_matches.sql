create view page_matches as
select t.* exclude (result_id)
from facts.page_matches as t
semi join work.frames as a on a.file_sha256 = t.file_a and a.page_no = t.page_a
semi join work.frames as b on b.file_sha256 = t.file_b and b.page_no = t.page_b
where t.result_id in (select result_id from work.results where stage = 'match');

comment on view page_matches is 'Pairs of pages that were verified, and what they are to each other.';
comment on column page_matches.file_a is 'SHA-256 of the first file';
comment on column page_matches.page_a is 'its page';
comment on column page_matches.file_b is 'SHA-256 of the second file';
comment on column page_matches.page_b is 'its page';
comment on column page_matches.relation is 'identical_bytes, same_pixels, re_encoded, partial, content_differs, same_template or undetermined';
comment on column page_matches.method is 'how it was found';
comment on column page_matches.n_inliers is 'local features that agree with one geometry';
comment on column page_matches.overlap is 'share of the smaller pages words in sight of the other';
comment on column page_matches.score is 'agreement, 0 to 1';
comment on column page_matches.common_origin is 'same_capture, same_sheet, other_printing or unknown';
comment on column page_matches.origin_cues is 'what the common origin is read from';
comment on column page_matches.reason is 'why, in plain words';
comment on column page_matches.shared_details is 'share of the details in common sight that match, 0 to 1; null for pages equal pixel by pixel';
comment on column page_matches.shown_of_a is 'share of the words of the first page that the frame of the second shows';
comment on column page_matches.shown_of_b is 'share of the words of the second page that the frame of the first shows';
comment on column page_matches.part_of_a is 'corners, in the frame of the first page, of what both show; null for pages equal pixel by pixel';
comment on column page_matches.part_of_b is 'corners, in the frame of the second page, of what both show; null for pages equal pixel by pixel';
comment on column page_matches.whole_on_a is 'corners, in the frame of the first page, of where the whole second page lies, beyond the frame too; null for pages equal pixel by pixel, and where it reaches the horizon';
comment on column page_matches.whole_on_b is 'corners, in the frame of the second page, of where the whole first page lies, beyond the frame too; null for pages equal pixel by pixel, and where it reaches the horizon';
comment on column page_matches.cells_of_a is 'where in the box around part_of_a details match: 32 rows of 32 cells, a bit each, hexadecimal';
comment on column page_matches.cells_of_b is 'where in the box around part_of_b details match: 32 rows of 32 cells, a bit each, hexadecimal';
comment on column page_matches.n_cut_on_a is 'sides of the second page that the frame of the first one does not show';
comment on column page_matches.n_cut_on_b is 'sides of the first page that the frame of the second one does not show';
