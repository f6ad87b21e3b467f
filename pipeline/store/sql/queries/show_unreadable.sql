select distinct page_no, stage, reason, detail from unreadable where file_sha256 = $sha256 order by page_no nulls first, stage;
