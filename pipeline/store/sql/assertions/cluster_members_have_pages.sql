select m.file_sha256, m.page_no, m.cluster_id
from facts.cluster_members as m
anti join pages as p on p.file_sha256 = m.file_sha256 and p.page_no = m.page_no
where m.result_id in (select result_id from work.results where stage = 'cluster');
