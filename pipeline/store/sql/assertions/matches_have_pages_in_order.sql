select m.file_a, m.page_a, m.file_b, m.page_b
from page_matches as m
left join pages as a on a.file_sha256 = m.file_a and a.page_no = m.page_a
left join pages as b on b.file_sha256 = m.file_b and b.page_no = m.page_b
where a.page_no is null or b.page_no is null or (m.file_a, m.page_a) >= (m.file_b, m.page_b);
