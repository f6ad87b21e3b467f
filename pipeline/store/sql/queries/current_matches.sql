select * from page_matches order by file_a, page_a, file_b, page_b;
