-- What a cluster's collation rests on: its members, each with the readings and fingerprints that are current.
select
    c.cluster_id,
    c.file_sha256,
    c.page_no,
    r.result_id as read_id,
    f.result_id as fingerprint_id
from page_clusters as c
left join work.results as r on r.stage = 'read' and r.subject = c.file_sha256 || '#' || c.page_no
left join work.results as f on f.stage = 'fingerprint' and f.subject = c.file_sha256 || '#' || c.page_no
order by c.cluster_id, c.file_sha256, c.page_no;
