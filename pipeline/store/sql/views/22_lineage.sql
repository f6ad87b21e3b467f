-- Only pages that still are in the cluster: after a merge the rows of the old cluster are history.
create view lineage as
select t.* exclude (result_id)
from facts.lineage as t
semi join page_clusters as c
    on c.cluster_id = t.cluster_id and c.file_sha256 = t.child_sha256 and c.page_no = t.child_page_no
where t.result_id in (select result_id from work.results where stage = 'lineage');

comment on view lineage is 'Which copy was made from which.';
comment on column lineage.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column lineage.child_sha256 is 'file of the copy';
comment on column lineage.child_page_no is 'its page';
comment on column lineage.parent_sha256 is 'file it was made from';
comment on column lineage.parent_page_no is 'its page';
comment on column lineage.probability is 'how sure the link is';
comment on column lineage.cues is 'what the link is read from';
