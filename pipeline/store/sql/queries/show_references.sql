-- What references say of the pages of a file: at how many of the places that both show legibly it reads as released.
select
    mine.page_no,
    f.attributed_to,
    f.obtained_from,
    f.pinned_by,
    f.pinned_at,
    f.disputed_by,
    c.file_sha256 as reference_sha256,
    c.page_no as reference_page_no,
    c.file_name as reference_name,
    (c.file_sha256, c.page_no) = (mine.file_sha256, mine.page_no) as is_itself,
    (select count(*)
        from work.shown as a
        join work.shown as b on b.cluster_id = a.cluster_id and b.place_no = a.place_no
        where a.file_sha256 = mine.file_sha256 and a.page_no = mine.page_no
            and b.file_sha256 = c.file_sha256 and b.page_no = c.page_no
            and not a.is_benign and a.reading_no = b.reading_no) as n_places_as_released,
    (select count(*)
        from work.shown as a
        join work.shown as b on b.cluster_id = a.cluster_id and b.place_no = a.place_no
        where a.file_sha256 = mine.file_sha256 and a.page_no = mine.page_no
            and b.file_sha256 = c.file_sha256 and b.page_no = c.page_no
            and not a.is_benign and a.reading_no <> b.reading_no) as n_places_otherwise
from page_clusters as mine
join page_clusters as c on c.cluster_id = mine.cluster_id
join reference_files as f on f.file_sha256 = c.file_sha256 and f.page_no = c.page_no
where mine.file_sha256 = $sha256
order by mine.page_no, f.attributed_to, c.file_name, c.page_no;
