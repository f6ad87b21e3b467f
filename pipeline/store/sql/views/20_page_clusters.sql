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
    m.weakest_link,
    m.file_a as weakest_file_a,
    m.page_a as weakest_page_a,
    m.file_b as weakest_file_b,
    m.page_b as weakest_page_b
from pages as p
left join members as m on m.file_sha256 = p.file_sha256 and m.page_no = p.page_no;

comment on view page_clusters is 'The cluster of copies of each page; a page without copies stands alone in its own.';
comment on column page_clusters.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column page_clusters.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column page_clusters.page_no is 'page within the file, from 1';
comment on column page_clusters.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column page_clusters.weakest_link is 'score of the weakest pair on the way from the page to the first one of its cluster, of all for that one; null when alone, or where an analyst joined the two';
comment on column page_clusters.weakest_file_a is 'SHA-256 of the first file of that pair: page_matches says what it rests on';
comment on column page_clusters.weakest_page_a is 'its page';
comment on column page_clusters.weakest_file_b is 'SHA-256 of the second file of that pair';
comment on column page_clusters.weakest_page_b is 'its page';
