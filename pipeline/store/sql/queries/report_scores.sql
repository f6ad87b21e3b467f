-- The waterfalls of some pages. $pages: structs of file_sha256 and page_no.
select s.file_sha256, s.page_no, s.part, s.log_odds, s.sentence, s.place_no, s.about
from score_parts as s
where (s.file_sha256, s.page_no) in (
    select (page.file_sha256, page.page_no)
    from (select unnest($pages::struct(file_sha256 varchar, page_no integer)[]) as page)
)
order by s.file_sha256, s.page_no, list_position(['prior', 'page', 'content', 'side', 'limit', 'which_side'], s.about), s.log_odds desc, s.part;
