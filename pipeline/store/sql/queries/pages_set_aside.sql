-- Pages that were not looked for among the others, and why; and those of which nobody knows whether they are any.
select file_sha256, page_no, reason
from set_aside
union all
select
    file_sha256,
    page_no,
    'This is what is left of a picture beside the pages that were found in it: another page, or what lies around them. '
    'No copy of it was found here, so there was nothing to compare it with.'
from pages
where shown_as = 'rest_of_frame'
    and (file_sha256, page_no) not in (select (file_sha256, page_no) from set_aside)
order by file_sha256, page_no;
