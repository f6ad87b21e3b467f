-- How much of what two pages could share they do share, and how much of the page each copy still shows.

alter table facts.page_matches add column shared_details double;
comment on column facts.page_matches.shared_details is 'share of the details in common sight that match, 0 to 1; null for pages equal pixel by pixel';

alter table facts.comparisons add column softness_px double;
comment on column facts.comparisons.softness_px is 'how softly this copy shows the page: blur and own pixels together, in pixels of the clearest copy';
