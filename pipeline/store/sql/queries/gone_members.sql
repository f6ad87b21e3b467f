-- Pages that are in a cluster and no longer on a frame.
select m.file_sha256 || '#' || m.page_no as subject
from facts.cluster_members as m
anti join pages as p on p.file_sha256 = m.file_sha256 and p.page_no = m.page_no
where m.result_id in (select result_id from work.results where stage = 'cluster')
order by subject;
