create view score_parts as
with strongest as (
    select weights_version, cluster_id, file_sha256, page_no, first(place_no order by log_odds desc, place_no) as place_no
    from work.place_sums
    group by weights_version, cluster_id, file_sha256, page_no
), judged as (
    select v.*, s.place_no as strongest_place
    from page_verdicts as v
    left join strongest as s
        on s.weights_version = v.weights_version
        and s.cluster_id = v.cluster_id
        and s.file_sha256 = v.file_sha256
        and s.page_no = v.page_no
    where v.p_altered is not null
), parts as (
    select
        file_sha256,
        page_no,
        'prior' as part,
        ln(prior / (1 - prior)) as log_odds,
        'Before any evidence: ' || round(100 * prior, 2) || ' pages in 100 are taken to be altered.' as sentence,
        null::integer as place_no
    from judged
    union all
    select w.file_sha256, w.page_no, w.part, w.log_odds, w.sentence, w.place_no
    from judged as j
    join work.weighed as w
        on w.weights_version = j.weights_version
        and w.cluster_id = j.cluster_id
        and w.file_sha256 = j.file_sha256
        and w.page_no = j.page_no
        and (w.place_no is null or w.place_no = j.strongest_place)
), sums as (
    select
        q.file_sha256,
        q.page_no,
        sum(q.log_odds) filter (where q.part = 'prior') as prior,
        coalesce(sum(q.log_odds) filter (where q.part <> 'prior'), 0) as evidence,
        coalesce(any_value(m.lowest), '-infinity'::double) as lowest,
        coalesce(any_value(m.highest), 'infinity'::double) as highest
    from parts as q
    join judged as j on j.file_sha256 = q.file_sha256 and j.page_no = q.page_no
    left join facts.weights as m on m.weights_version = j.weights_version and m.part = 'limit'
    group by q.file_sha256, q.page_no
), limits as (
    -- The same bounds as in assess.sql, so that the parts add up.
    select
        file_sha256,
        page_no,
        least(greatest(prior + least(greatest(evidence, lowest), highest), -20), 20) - prior - evidence as log_odds
    from sums
)
select * from parts
union all
select file_sha256, page_no, 'limit', log_odds, 'No page is held surer than this.', null
from limits
where abs(log_odds) > 1e-9;

comment on view score_parts is 'The waterfall of each score: the prior, the evidence, and their sum, logit(p_altered).';
comment on column score_parts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column score_parts.page_no is 'page within the file, from 1';
comment on column score_parts.part is 'prior, limit, or kind of evidence';
comment on column score_parts.log_odds is 'natural log-odds after weighting';
comment on column score_parts.sentence is 'what a reviewer reads';
comment on column score_parts.place_no is 'place it is about; null when about the whole page';
