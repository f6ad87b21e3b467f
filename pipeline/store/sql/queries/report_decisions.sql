-- What analysts decided about the pages of a cluster or its findings; withdrawn decisions left out.
select r.decided_at, r.reviewer, r.kind, r.verdict, r.note, c.file_name, r.page_no, r.finding_id
from reviews as r
left join page_clusters as c on c.file_sha256 = r.file_sha256 and c.page_no = coalesce(r.page_no, 1)
where r.withdrawn_by is null
    and (
        c.cluster_id = $cluster_id
        or r.finding_id in (select f.finding_id from findings as f where f.cluster_id = $cluster_id)
    )
order by r.decided_at, r.review_id;
