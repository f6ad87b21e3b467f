-- One file and its evidence; no row when it could not be opened.
select file_sha256, n_bytes, media_type, n_pages, first_ingested_at, evidence_path, metadata::varchar as metadata
from files
where file_sha256 = $sha256;
