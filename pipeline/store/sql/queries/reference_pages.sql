select file_sha256, page_no from reference_files order by file_sha256, page_no;
