-- What analysts decided about pairs of pages; the newest decision about a pair that was not withdrawn counts.
select file_sha256, page_no, other_sha256, other_page_no, kind
from reviews
where kind in ('same', 'different') and withdrawn_by is null
qualify row_number() over (
    partition by
        least(struct_pack(f := file_sha256, p := page_no), struct_pack(f := other_sha256, p := other_page_no)),
        greatest(struct_pack(f := file_sha256, p := page_no), struct_pack(f := other_sha256, p := other_page_no))
    order by decided_at desc, review_id desc
) = 1
order by all;
