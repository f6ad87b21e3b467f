-- Which pair holds a page in its cluster, besides its score.

alter table facts.cluster_members add column file_a varchar;
comment on column facts.cluster_members.file_a is 'SHA-256 of the first file of the weakest pair that holds the page there';
alter table facts.cluster_members add column page_a integer;
comment on column facts.cluster_members.page_a is 'its page';
alter table facts.cluster_members add column file_b varchar;
comment on column facts.cluster_members.file_b is 'SHA-256 of the second file of that pair';
alter table facts.cluster_members add column page_b integer;
comment on column facts.cluster_members.page_b is 'its page';
