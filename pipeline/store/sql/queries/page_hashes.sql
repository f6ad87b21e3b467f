-- The 64-bit hashes of pages, 16 hex digits each. $files: SHA-256s.
select file_sha256, page_no, algorithm, hash
from fingerprints
where file_sha256 in (select unnest($files::varchar[])) and length(hash) = 16
order by file_sha256, page_no, algorithm;
