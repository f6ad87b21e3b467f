-- Where in the parts that both pages of a pair show details match: of two sheets on a desk one hides part of the other.

alter table facts.page_matches add column cells_of_a varchar;
comment on column facts.page_matches.cells_of_a is 'where in the box around part_of_a details match: 16 rows of 16 cells, a bit each, hexadecimal';
alter table facts.page_matches add column cells_of_b varchar;
comment on column facts.page_matches.cells_of_b is 'where in the box around part_of_b details match: 16 rows of 16 cells, a bit each, hexadecimal';
