-- Only pages that still are in the cluster: after a merge the rows of the old cluster are history.
create view work.evidence as
select t.* exclude (result_id)
from facts.evidence as t
semi join page_clusters as c
    on c.cluster_id = t.cluster_id and c.file_sha256 = t.file_sha256 and c.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'weigh');

comment on view work.evidence is 'Evidence about pages, in clusters of today.';
comment on column work.evidence.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.evidence.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.evidence.page_no is 'page within the file, from 1';
comment on column work.evidence.place_no is 'place; null when it is about the whole page';
comment on column work.evidence.part is 'name of the kind of evidence, as in weights';
comment on column work.evidence.value is 'natural log-odds before weighting';
comment on column work.evidence.sentence is 'what a reviewer reads';
comment on column work.evidence.false_alarms is 'generated pages on which a place of this sort (other text, missing text, a drawing), as strong or stronger, was found where nothing was changed; null: not measured for this part, or from before it was';
comment on column work.evidence.false_alarms_of is 'generated pages on which that was measured';
comment on column work.evidence.false_alarms_low is 'lower end of the 95 % interval of their share (Clopper and Pearson)';
comment on column work.evidence.false_alarms_high is 'upper end of the 95 % interval of their share';
