-- Fingerprinted pages whose words or fingerprints were stored after the result numbered $since.
select p.file_sha256, p.page_no
from pages as p
join work.results as f on f.stage = 'fingerprint' and f.subject = p.file_sha256 || '#' || p.page_no
left join work.results as r on r.stage = 'read' and r.subject = f.subject
where greatest(f.result_no, coalesce(r.result_no, 0)) > $since
order by p.file_sha256, p.page_no;
