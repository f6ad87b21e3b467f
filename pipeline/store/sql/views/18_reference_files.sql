-- A pin without a page is of every page of its file.
create view reference_files as
with newest as (
    select
        file_sha256,
        page_no,
        arg_max(attributed_to, pinned_at) as attributed_to,
        arg_max(obtained_from, pinned_at) as obtained_from,
        arg_max(pinned_by, pinned_at) as pinned_by,
        arg_max(event, pinned_at) as event,
        max(pinned_at) as pinned_at
    from facts.reference_files
    group by file_sha256, page_no
), standing as (
    select p.file_sha256, p.page_no, n.attributed_to, n.obtained_from, n.pinned_by, n.pinned_at
    from newest as n
    join pages as p on p.file_sha256 = n.file_sha256 and p.page_no = coalesce(n.page_no, p.page_no)
    where n.event = 'pinned'
    qualify row_number() over (partition by p.file_sha256, p.page_no order by n.pinned_at desc) = 1
), verdicts as (
    -- The newest standing verdict of each analyst on a page that is pinned.
    select s.file_sha256, s.page_no, r.reviewer, arg_max(r.verdict, r.decided_at) as verdict
    from standing as s
    join facts.reviews as r on r.file_sha256 = s.file_sha256 and coalesce(r.page_no, s.page_no) = s.page_no
    where r.kind = 'verdict' and r.review_id not in (select review_id from facts.review_withdrawals)
    group by s.file_sha256, s.page_no, r.reviewer
), disputes as (
    select file_sha256, page_no, string_agg(reviewer, ' and ' order by reviewer) as disputed_by
    from verdicts
    where verdict in ('rejected', 'unclear')
    group by file_sha256, page_no
)
select s.file_sha256, s.page_no, s.attributed_to, s.obtained_from, s.pinned_by, s.pinned_at, d.disputed_by
from standing as s
left join disputes as d on d.file_sha256 = s.file_sha256 and d.page_no = s.page_no;

comment on view reference_files is 'Pages pinned as known documents.';
comment on column reference_files.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column reference_files.page_no is 'page within the file, from 1';
comment on column reference_files.attributed_to is 'who released it';
comment on column reference_files.obtained_from is 'where it was obtained';
comment on column reference_files.pinned_by is 'who pinned it';
comment on column reference_files.pinned_at is 'when';
comment on column reference_files.disputed_by is 'analysts whose verdict on the page is rejected or unclear: it decides nothing then; null when nobody disputes it';
