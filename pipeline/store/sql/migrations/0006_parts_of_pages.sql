-- Where on each of two pages that is which both show; a picture of several pages is told by it.

alter table facts.page_matches add column part_of_a json;
comment on column facts.page_matches.part_of_a is 'corners, in the frame of the first page, of what both show; null for pages equal pixel by pixel';

alter table facts.page_matches add column part_of_b json;
comment on column facts.page_matches.part_of_b is 'corners, in the frame of the second page, of what both show; null for pages equal pixel by pixel';
