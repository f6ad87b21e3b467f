-- Only pages that still are in the cluster: after a merge the rows of the old cluster are history.
create view comparisons as
select t.* exclude (result_id) replace (coalesce(t.n_references, 0) as n_references)
from facts.comparisons as t
semi join page_clusters as c
    on c.cluster_id = t.cluster_id and c.file_sha256 = t.file_sha256 and c.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'collate');

comment on view comparisons is 'How well each copy could be compared with the rest of its cluster.';
comment on column comparisons.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column comparisons.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column comparisons.page_no is 'page within the file, from 1';
comment on column comparisons.n_copies is 'other copies in the cluster, references not counted';
comment on column comparisons.n_compared is 'those that were laid on it, references not counted';
comment on column comparisons.coverage is 'share of the words of the clusters page that this copy shows legibly';
comment on column comparisons.registration_px is 'residual of the registration, pixels';
comment on column comparisons.problem is 'what hindered the comparison';
comment on column comparisons.softness_px is 'how softly this copy shows the page: blur and own pixels together, in pixels of the clearest copy';
comment on column comparisons.n_references is 'references that were laid on it';
