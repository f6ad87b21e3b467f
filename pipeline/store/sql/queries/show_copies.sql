-- Copies of the pages of a file: the other members of their clusters, with what relates each to it.
select
    mine.page_no,
    c.file_sha256 as other_sha256,
    c.page_no as other_page_no,
    c.file_name as other_name,
    m.relation,
    m.common_origin,
    m.score,
    (select min(s.observed_at) from sightings as s where s.file_sha256 = c.file_sha256) as first_seen_at
from page_clusters as mine
join page_clusters as c on c.cluster_id = mine.cluster_id and (c.file_sha256, c.page_no) <> (mine.file_sha256, mine.page_no)
left join page_matches as m
    on (m.file_a, m.page_a, m.file_b, m.page_b) = (mine.file_sha256, mine.page_no, c.file_sha256, c.page_no)
    or (m.file_b, m.page_b, m.file_a, m.page_a) = (mine.file_sha256, mine.page_no, c.file_sha256, c.page_no)
where mine.file_sha256 = $sha256
order by mine.page_no, first_seen_at nulls last, other_name, other_sha256;
