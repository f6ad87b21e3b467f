-- One value that changes with every decision about pages and pairs of them, and with every verdict on a reference.
select md5(coalesce(string_agg(review_id, ',' order by review_id), '')) as digest
from reviews
where withdrawn_by is null
    and (kind in ('same', 'different', 'outline')
        or (kind = 'verdict' and file_sha256 in (select file_sha256 from reference_files)));
