-- 1 pixel: registration rounds.
select r.cluster_id, r.place_no, r.file_sha256, r.page_no
from work.place_readings as r
join pages as p on p.file_sha256 = r.file_sha256 and p.page_no = r.page_no
where (r.shows and r.x0 is null)
    or r.x0 < -1 or r.y0 < -1 or r.x1 > p.width + 1 or r.y1 > p.height + 1 or r.x0 >= r.x1 or r.y0 >= r.y1;
