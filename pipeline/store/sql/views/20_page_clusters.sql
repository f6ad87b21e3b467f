-- A page that clustering has not reached stands alone, under the id its own cluster would have.
create view page_clusters as
with members as (
    select *
    from facts.cluster_members
    where result_id in (select result_id from work.results where stage = 'cluster')
)
select
    coalesce(m.cluster_id, p.file_sha256 || '#' || p.page_no) as cluster_id,
    p.file_sha256,
    p.page_no,
    p.file_name,
    m.weakest_link
from pages as p
left join members as m on m.file_sha256 = p.file_sha256 and m.page_no = p.page_no;

comment on view page_clusters is 'The cluster of copies of each page; a page without copies stands alone in its own.';
comment on column page_clusters.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column page_clusters.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column page_clusters.page_no is 'page within the file, from 1';
comment on column page_clusters.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column page_clusters.weakest_link is 'score of the weakest pair that holds the page there; null when alone';
