create view review_queue as
with reviewed as (
    -- Pages a reviewer has judged; for findings the state says it.
    select distinct file_sha256, page_no
    from reviews
    where kind = 'verdict' and withdrawn_by is null and verdict in ('confirmed', 'rejected') and finding_id is null
), found as (
    select
        1 as class,
        f.p_altered as weight,
        f.strength,
        f.example_sha256 as file_sha256,
        f.example_page_no as page_no,
        f.headline,
        f.n_places as n_differences,
        f.n_copies_compared as n_copies,
        f.n_independent_sources,
        f.first_seen_at,
        f.finding_id,
        f.state
    from findings as f
    where f.state not in ('first_review', 'settled')
), with_finding as (
    select file_sha256, page_no from work.carriers
), between as (
    -- Compared pairs across clusters; what is open between two pages of one cluster was settled by the others.
    -- A reference is no page to ask about: the question is asked at the other page of its pair.
    select
        m.relation,
        m.score,
        m.n_inliers,
        case when r.file_sha256 is null then m.file_a else m.file_b end as file_a,
        case when r.file_sha256 is null then m.page_a else m.page_b end as page_a,
        case when r.file_sha256 is null then m.file_b else m.file_a end as file_b,
        case when r.file_sha256 is null then m.page_b else m.page_a end as page_b,
        case when r.file_sha256 is null then a.cluster_id else b.cluster_id end as cluster_a,
        case when r.file_sha256 is null then b.cluster_id else a.cluster_id end as cluster_b
    from page_matches as m
    join page_clusters as a on a.file_sha256 = m.file_a and a.page_no = m.page_a
    join page_clusters as b on b.file_sha256 = m.file_b and b.page_no = m.page_b
    left join reference_files as r on r.file_sha256 = m.file_b and r.page_no = m.page_b
    where a.cluster_id <> b.cluster_id and m.relation in ('undetermined', 'same_template')
), answered as (
    -- Clusters of which two pages were told to be one form with other content.
    select distinct least(cluster_a, cluster_b) as one, greatest(cluster_a, cluster_b) as other
    from between
    where relation = 'same_template'
    union
    -- Or an analyst said so.
    select least(a.cluster_id, b.cluster_id), greatest(a.cluster_id, b.cluster_id)
    from reviews as r
    join page_clusters as a on a.file_sha256 = r.file_sha256 and a.page_no = r.page_no
    join page_clusters as b on b.file_sha256 = r.other_sha256 and b.page_no = r.other_page_no
    where r.kind = 'different' and r.withdrawn_by is null
), asked as (
    -- One question for a cluster, at the page that is likest to a page of another one.
    select
        cluster_b as cluster_id,
        count(distinct cluster_a) as n,
        max(score) as score,
        first(struct_pack(file_sha256 := file_b, page_no := page_b) order by score desc nulls last, n_inliers desc, file_b, page_b, file_a, page_a) as here,
        first(struct_pack(file_sha256 := file_a, page_no := page_a) order by score desc nulls last, n_inliers desc, file_b, page_b, file_a, page_a) as there
    from between as m
    anti join answered as w on w.one = least(m.cluster_a, m.cluster_b) and w.other = greatest(m.cluster_a, m.cluster_b)
    where relation = 'undetermined'
    group by cluster_b
), undetermined as (
    select
        2,
        null::double,
        a.score,
        a.here.file_sha256,
        a.here.page_no,
        'It is open whether this page' || case g.n when 1 then '' else ' (with ' || (g.n - 1)::varchar || ' more that show it)' end
        || ' is a copy of ' || coalesce(c.file_name, a.there.file_sha256) || ' page ' || a.there.page_no
        || case a.n when 1 then '.' when 2 then ' or of pages in another cluster.' else ' or of pages in ' || (a.n - 1) || ' more clusters.' end,
        0,
        1,
        null::integer,
        null::timestamptz,
        null::varchar,
        'open'
    from asked as a
    join (select cluster_id, count(*) as n from page_clusters group by cluster_id) as g on g.cluster_id = a.cluster_id
    left join page_clusters as c on c.file_sha256 = a.there.file_sha256 and c.page_no = a.there.page_no
    anti join with_finding as x on x.file_sha256 = a.here.file_sha256 and x.page_no = a.here.page_no
), failed as (
    select
        3,
        null::double,
        null::double,
        f.file_sha256,
        min(f.page_no) as page_no,
        case when count(f.page_no) = count(*) then count(distinct f.page_no)
            || case count(distinct f.page_no) when 1 then ' page' else ' pages' end || ' could not be examined: '
            else 'This file could not be examined: ' end
        || first(f.reason order by f.page_no nulls first, f.stage),
        0,
        0,
        null::integer,
        null::timestamptz,
        null::varchar,
        'open'
    from work.failures as f
    group by f.file_sha256
), signalled as (
    select
        4,
        v.p_altered,
        max(s.strength),
        s.file_sha256,
        s.page_no,
        first(s.sentence order by s.strength desc, s.check_code)
        || case count(*) when 1 then '' else ' (and ' || (count(*) - 1) || ' more signals)' end,
        0,
        1,
        null::integer,
        null::timestamptz,
        null::varchar,
        'open'
    from signals as s
    join page_verdicts as v on v.file_sha256 = s.file_sha256 and v.page_no = s.page_no
    anti join with_finding as x on x.file_sha256 = s.file_sha256 and x.page_no = s.page_no
    anti join asked as a on a.here.file_sha256 = s.file_sha256 and a.here.page_no = s.page_no
    group by s.file_sha256, s.page_no, v.p_altered
), without_finding as (
    select * from undetermined
    union all
    select * from failed
    union all
    select * from signalled
), queued as (
    select * from found
    union all
    select w.*
    from without_finding as w
    anti join reviewed as r
        on r.file_sha256 = w.file_sha256 and coalesce(r.page_no, w.page_no, 0) = coalesce(w.page_no, 0)
    anti join reference_files as f on f.file_sha256 = w.file_sha256 and f.page_no = coalesce(w.page_no, f.page_no)
)
select
    row_number() over (
        order by q.class, q.weight desc nulls last, q.strength desc nulls last, n.file_name, q.page_no nulls first, q.finding_id
    )::integer as priority,
    n.file_name,
    q.page_no,
    coalesce(v.verdict, 'not_examined') as verdict,
    v.p_altered,
    v.likelihood,
    coalesce(v.confidence, 'low') as confidence,
    q.headline,
    q.n_differences,
    q.n_copies,
    q.n_independent_sources,
    q.first_seen_at,
    v.cluster_id,
    q.file_sha256,
    null::varchar as report_path,
    q.finding_id,
    q.state,
    'Compares copies. Does not say whether the document is genuine, nor who changed it.' as caveat
from queued as q
left join work.file_names as n on n.file_sha256 = q.file_sha256
left join page_verdicts as v on v.file_sha256 = q.file_sha256 and v.page_no = q.page_no
order by priority;

comment on view review_queue is 'What wants a person, most urgent first.';
comment on column review_queue.priority is '1 is the most urgent';
comment on column review_queue.file_name is 'the clearest example, under the name first seen';
comment on column review_queue.page_no is 'page within the file, from 1';
comment on column review_queue.verdict is 'likely_altered, disputed, alteration_indicated, copies_agree, no_alteration_found, inconclusive, not_examined or reference';
comment on column review_queue.p_altered is 'posterior probability; null when there was nothing to weigh';
comment on column review_queue.likelihood is 'ICD 203 term of p_altered';
comment on column review_queue.confidence is 'low, moderate or high: how much could be examined, whatever it showed';
comment on column review_queue.headline is 'the finding in one or two sentences';
comment on column review_queue.n_differences is 'places that differ';
comment on column review_queue.n_copies is 'copies that were compared at the places';
comment on column review_queue.n_independent_sources is 'different known authors with their platforms; all unknown authors together count as one';
comment on column review_queue.first_seen_at is 'earliest known time at which a carrier was seen; null when none is known';
comment on column review_queue.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column review_queue.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column review_queue.report_path is 'the HTML report of the cluster; null while there is none';
comment on column review_queue.finding_id is 'the finding; a hash of its cluster and its readings';
comment on column review_queue.state is 'open, first_review, disagreed, settled or reopened';
comment on column review_queue.caveat is 'what this says and what it does not';
