create view fingerprints as
select t.* exclude (result_id)
from facts.fingerprints as t
semi join work.frames as f on f.file_sha256 = t.file_sha256 and f.page_no = t.page_no
where t.result_id in (select result_id from work.results where stage = 'fingerprint');

comment on view fingerprints is 'Hashes of pages.';
comment on column fingerprints.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column fingerprints.page_no is 'page within the file, from 1';
comment on column fingerprints.algorithm is 'phash_64, dhash_64, whash_64 or pixels_sha256';
comment on column fingerprints.hash is 'the hash, hexadecimal';
