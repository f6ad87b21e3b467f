-- Pages of a file with their verdicts.
select p.page_no, p.width, p.height, p.rotation, p.ocr_engine, p.ocr_mean_confidence, v.* exclude (file_sha256, page_no)
from pages as p
join page_verdicts as v on v.file_sha256 = p.file_sha256 and v.page_no = p.page_no
where p.file_sha256 = $sha256
order by p.page_no;
