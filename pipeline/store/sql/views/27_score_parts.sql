-- A verdict from before content and side were kept apart has no parts until it is assessed anew.
create view score_parts as
with judged as (
    select * from page_verdicts where content is not null
), parts as (
    select
        file_sha256,
        page_no,
        'prior' as part,
        ln(prior / (1 - prior)) as log_odds,
        'Before any evidence: ' || round(100 * prior, 2) || ' pages in 100 are taken to be altered.' as sentence,
        null::integer as place_no,
        'prior' as about
    from judged
    union all
    select w.file_sha256, w.page_no, w.part, w.log_odds, w.sentence, w.place_no, coalesce(w.about, 'content')
    from judged as j
    join work.weighed as w
        on w.weights_version = j.weights_version
        and w.cluster_id = j.cluster_id
        and w.file_sha256 = j.file_sha256
        and w.page_no = j.page_no
        and (w.place_no is null or w.place_no = j.strongest_place)
), sums as (
    select
        j.file_sha256,
        j.page_no,
        j.strongest_place,
        j.side,
        ln(j.p_altered / (1 - j.p_altered)) as total,
        case when j.side is null then total else ln(j.prior / (1 - j.prior)) + j.content + j.side end as bounded,
        (select sum(q.log_odds) from parts as q where q.file_sha256 = j.file_sha256 and q.page_no = j.page_no) as added
    from judged as j
)
select * from parts
union all
select file_sha256, page_no, 'limit', bounded - added, 'No page is held surer than this.', null, 'limit'
from sums
where abs(bounded - added) > 1e-9
union all
-- What makes the sum the product of two probabilities: somebody changed the content, and it was this side.
select
    file_sha256,
    page_no,
    'which_side',
    total - bounded,
    'That copies differ does not say which of them was changed: however sure the difference, a copy is no more suspect than its side is.',
    strongest_place,
    'which_side'
from sums
where side is not null;

comment on view score_parts is 'The waterfall of each score: the prior, the evidence, and their sum, logit(p_altered).';
comment on column score_parts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column score_parts.page_no is 'page within the file, from 1';
comment on column score_parts.part is 'prior, limit, which_side, or kind of evidence';
comment on column score_parts.log_odds is 'natural log-odds after weighting';
comment on column score_parts.sentence is 'what a reviewer reads';
comment on column score_parts.place_no is 'place it is about; null when about the whole page';
comment on column score_parts.about is 'prior; content: does it differ; side: which copies carry the changed reading; page: the page as a whole; which_side; limit';
