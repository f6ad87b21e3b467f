-- The newest event about a file as a reference; no row when there never was one.
select event, attributed_to, obtained_from
from facts.reference_files
where file_sha256 = $sha256
order by pinned_at desc
limit 1;
