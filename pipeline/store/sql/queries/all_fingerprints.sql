select file_sha256, page_no, algorithm, hash
from fingerprints
order by file_sha256, page_no, algorithm;
