create view cluster_history as
with apart as (
    select file_sha256, page_no, other_sha256, other_page_no, decided_at
    from reviews
    where kind = 'different' and withdrawn_by is null
    union all
    select other_sha256, other_page_no, file_sha256, page_no, decided_at
    from reviews
    where kind = 'different' and withdrawn_by is null
), told_apart as (
    select m.result_id, first(n.file_name || '#' || d.other_page_no order by d.decided_at desc) as other
    from facts.cluster_members as m
    join facts.results as r on r.result_id = m.result_id
    join apart as d
        on d.file_sha256 = m.file_sha256 and d.page_no = m.page_no and d.decided_at <= r.finished_at
    join work.file_names as n on n.file_sha256 = d.other_sha256
    group by m.result_id
), outlined as (
    select distinct subject as file_sha256, run_id
    from facts.results
    where stage = 'sheets'
)
select
    m.file_sha256,
    m.page_no,
    m.cluster_id,
    m.weakest_link,
    r.run_id,
    r.finished_at as decided_at,
    c.result_id is not null as is_current,
    lag(m.cluster_id) over (partition by m.file_sha256, m.page_no order by r.result_no) as previous_cluster_id,
    case when o.file_sha256 is not null then 'The picture was taken apart. ' else '' end
    || case
        when m.file_b is null and d.other is not null then 'Alone: an analyst called it and ' || d.other || ' different pages.'
        when m.file_b is null then 'Alone: no copy of the page was found.'
        when m.weakest_link is null then
            'An analyst called ' || a.file_name || '#' || m.page_a || ' and ' || b.file_name || '#' || m.page_b || ' the same page.'
        else
            'Of the pairs that join it to the first page of its cluster the weakest is ' || a.file_name || '#' || m.page_a
            || ' and ' || b.file_name || '#' || m.page_b || coalesce(': ' || nullif(p.reason, ''), '') || '.'
    end as reason
from facts.cluster_members as m
join facts.results as r on r.result_id = m.result_id
left join work.results as c on c.result_id = m.result_id
left join told_apart as d on d.result_id = m.result_id
left join outlined as o on o.file_sha256 = m.file_sha256 and o.run_id = r.run_id
left join work.file_names as a on a.file_sha256 = m.file_a
left join work.file_names as b on b.file_sha256 = m.file_b
left join page_matches as p
    on p.file_a = m.file_a and p.page_a = m.page_a and p.file_b = m.file_b and p.page_b = m.page_b;

comment on view cluster_history is 'Every cluster each page was ever put in, with its run and why: what was merged when.';
comment on column cluster_history.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column cluster_history.page_no is 'page within the file, from 1';
comment on column cluster_history.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column cluster_history.weakest_link is 'score of the weakest pair on the way from the page to the first one of its cluster, of all for that one; null when alone, or where an analyst joined the two';
comment on column cluster_history.run_id is 'the run';
comment on column cluster_history.decided_at is 'when it was stored';
comment on column cluster_history.is_current is 'whether it is the answer of today';
comment on column cluster_history.previous_cluster_id is 'where the page was before; null at first';
comment on column cluster_history.reason is 'which pair holds it there, and what that pair rests on today';
