-- Where the whole of the other page of a pair lies.

alter table facts.page_matches add column whole_on_a json;
comment on column facts.page_matches.whole_on_a is 'corners, in the frame of the first page, of where the whole second page lies, beyond the frame too; null for pages equal pixel by pixel';
alter table facts.page_matches add column whole_on_b json;
comment on column facts.page_matches.whole_on_b is 'corners, in the frame of the second page, of where the whole first page lies, beyond the frame too; null for pages equal pixel by pixel';
