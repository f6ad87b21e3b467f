-- For each page of a file: the copies in its cluster, references not counted, and how many of them read otherwise than
-- the page at a place that both show legibly.
with counted as (
    select p.*
    from page_clusters as p
    anti join reference_files as f on f.file_sha256 = p.file_sha256 and f.page_no = p.page_no
), otherwise as (
    select distinct a.page_no as mine_no, b.file_sha256, b.page_no
    from work.shown as a
    join work.shown as b on b.cluster_id = a.cluster_id and b.place_no = a.place_no and b.reading_no <> a.reading_no
    where a.file_sha256 = $sha256 and not a.is_benign
)
select mine.page_no, count(c.file_sha256) as n_copies, count(o.file_sha256) as n_otherwise
from page_clusters as mine
left join counted as c
    on c.cluster_id = mine.cluster_id and (c.file_sha256, c.page_no) <> (mine.file_sha256, mine.page_no)
left join otherwise as o on o.mine_no = mine.page_no and o.file_sha256 = c.file_sha256 and o.page_no = c.page_no
where mine.file_sha256 = $sha256
group by mine.page_no
order by mine.page_no;
