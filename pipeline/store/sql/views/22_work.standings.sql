-- Only pages that still are in the cluster: after a merge the rows of the old cluster are history.
create view work.standings as
select t.* exclude (result_id)
from facts.standings as t
semi join page_clusters as c
    on c.cluster_id = t.cluster_id and c.file_sha256 = t.file_sha256 and c.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'weigh');

comment on view work.standings is 'What verdicts depend on besides the odds, in clusters of today.';
comment on column work.standings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.standings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.standings.page_no is 'page within the file, from 1';
comment on column work.standings.is_examined is 'whether the page could be examined';
comment on column work.standings.is_reference is 'whether it is pinned as a reference';
comment on column work.standings.n_compared is 'copies it was compared with';
comment on column work.standings.n_places is 'places where it differs';
comment on column work.standings.origin_witness is 'whether a copy of the same capture or sheet, a reference, or traces at the place bear the difference out';
comment on column work.standings.n_single_file_signals is 'signals of single-file checks';
comment on column work.standings.coverage is 'share of the clusters page it shows legibly';
comment on column work.standings.legibility is '0 to 1';
comment on column work.standings.explanation is 'why it stands so';
