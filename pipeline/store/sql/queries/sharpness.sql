-- How much was surely read on each page, as imaging.words.surely_read counts it. $surely: least confidence of a word.
select p.file_sha256, p.page_no, coalesce(sum(w.confidence * length(w.text)) filter (w.confidence >= $surely), 0) as sharpness
from pages as p
left join ocr_words as w on w.file_sha256 = p.file_sha256 and w.page_no = p.page_no
group by p.file_sha256, p.page_no;
