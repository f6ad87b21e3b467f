select * from differences where file_sha256 = $sha256 order by page_no, strength desc nulls last, place_no;
