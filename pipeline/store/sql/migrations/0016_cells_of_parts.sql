-- Where in the parts that both pages of a pair show details match: of two sheets on a desk one hides part of the other.

alter table facts.page_matches add column cells_of_a varchar;
comment on column facts.page_matches.cells_of_a is 'where in the box around part_of_a details match: 32 rows of 32 cells, a bit each, hexadecimal';
alter table facts.page_matches add column cells_of_b varchar;
comment on column facts.page_matches.cells_of_b is 'where in the box around part_of_b details match: 32 rows of 32 cells, a bit each, hexadecimal';
alter table facts.page_matches add column n_cut_on_a integer;
comment on column facts.page_matches.n_cut_on_a is 'sides of the second page that the frame of the first one does not show';
alter table facts.page_matches add column n_cut_on_b integer;
comment on column facts.page_matches.n_cut_on_b is 'sides of the first page that the frame of the second one does not show';
