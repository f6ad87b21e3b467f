-- What a batch holds. n_copies: pages that have at least one copy; clusters count where they have a page of the batch.
with mine as (
    select c.cluster_id, c.file_sha256, c.page_no, v.verdict
    from page_clusters as c
    join page_verdicts as v on v.file_sha256 = c.file_sha256 and v.page_no = c.page_no
    where c.file_sha256 in (select file_sha256 from sightings where batch_id = $batch_id)
), sizes as (
    select c.cluster_id, count(*) as n
    from page_clusters as c
    anti join reference_files as f on f.file_sha256 = c.file_sha256 and f.page_no = c.page_no
    group by c.cluster_id
)
select
    b.batch_id,
    b.label,
    b.root,
    (select count(distinct file_name) from sightings where batch_id = $batch_id) as n_names,
    (select count(distinct file_sha256) from sightings where batch_id = $batch_id) as n_files,
    (select count(distinct file_name) from unreadable where batch_id = $batch_id and page_no is null) as n_unreadable,
    (select count(distinct (file_name, page_no)) from unreadable where batch_id = $batch_id and page_no is not null) as n_unreadable_pages,
    (select count(*) from ignored where batch_id = $batch_id) as n_ignored,
    (select count(*) from mine) as n_pages,
    (select count(*) from mine join sizes using (cluster_id) where n > 1) as n_copies,
    (select count(distinct cluster_id) from mine join sizes using (cluster_id) where n > 1) as n_clusters,
    (select count(*) from mine where verdict = 'likely_altered') as n_likely_altered,
    (select count(*) from mine where verdict = 'disputed') as n_disputed,
    (select count(*) from mine where verdict = 'copies_agree') as n_copies_agree,
    (select count(*) from mine where verdict = 'no_alteration_found') as n_alone,
    (select count(*) from mine where verdict in ('inconclusive', 'not_examined')) as n_open,
    (select count(*) from mine where verdict = 'reference') as n_references
from facts.batches as b
where b.batch_id = $batch_id;
