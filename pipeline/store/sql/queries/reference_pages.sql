select file_sha256, page_no, attributed_to, disputed_by from reference_files order by file_sha256, page_no;
