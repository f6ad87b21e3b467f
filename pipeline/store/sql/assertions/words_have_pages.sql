select distinct w.file_sha256, w.page_no
from ocr_words as w
anti join pages as p on p.file_sha256 = w.file_sha256 and p.page_no = w.page_no;
