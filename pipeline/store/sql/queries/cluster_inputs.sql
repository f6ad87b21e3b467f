-- What a cluster's collation rests on: its members, each with the readings and fingerprints that are current.
-- is_due: its evidence is older than its collation, or a page of it is, or was when it was weighed, a reference.
select
    c.cluster_id,
    c.file_sha256,
    c.page_no,
    r.result_id as read_id,
    f.result_id as fingerprint_id,
    k.result_id as collate_id,
    coalesce(k.result_no > w.result_no or p.file_sha256 is not null or s.is_reference, false) as is_due
from page_clusters as c
left join work.results as r on r.stage = 'read' and r.subject = c.file_sha256 || '#' || c.page_no
left join work.results as f on f.stage = 'fingerprint' and f.subject = c.file_sha256 || '#' || c.page_no
left join work.results as k on k.stage = 'collate' and k.subject = c.cluster_id
left join work.results as w on w.stage = 'weigh' and w.subject = c.cluster_id
left join reference_files as p on p.file_sha256 = c.file_sha256 and p.page_no = c.page_no
left join work.standings as s on s.cluster_id = c.cluster_id and s.file_sha256 = c.file_sha256 and s.page_no = c.page_no
order by c.cluster_id, c.file_sha256, c.page_no;
