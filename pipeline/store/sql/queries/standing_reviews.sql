-- Decisions whose id starts so and that were not withdrawn.
select review_id, kind, file_sha256, other_sha256
from reviews
where starts_with(review_id, lower($prefix)) and withdrawn_by is null
order by review_id;
