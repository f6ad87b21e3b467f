-- With how many references a copy was compared: they are witnesses, and counted apart from the copies.

alter table facts.comparisons add column n_references integer;
comment on column facts.comparisons.n_references is 'references that it was compared with; null: collated before there were any';
