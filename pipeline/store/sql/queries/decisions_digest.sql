-- One value that changes with every decision about pages and pairs of them.
select md5(coalesce(string_agg(review_id, ',' order by review_id), '')) as digest
from reviews
where kind in ('same', 'different', 'outline') and withdrawn_by is null;
