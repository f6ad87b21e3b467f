-- Whether somebody changed the content, and whether it was this side, each bounded as the weights say.
create view work.place_sums as
with sums as (
    select
        weights_version,
        cluster_id,
        file_sha256,
        page_no,
        place_no,
        coalesce(sum(log_odds) filter (where about is distinct from 'side'), 0) as content,
        case when bool_or(about is not null) then coalesce(sum(log_odds) filter (where about = 'side'), 0) end as side
    from work.weighed
    where place_no is not null
    group by weights_version, cluster_id, file_sha256, page_no, place_no
)
select
    s.weights_version,
    s.cluster_id,
    s.file_sha256,
    s.page_no,
    s.place_no,
    least(greatest(s.content, coalesce(m.lowest, s.content)), coalesce(m.highest, s.content)) as content,
    -- greatest and least pass over nulls
    case when s.side is not null then least(greatest(s.side, coalesce(m.lowest, s.side)), coalesce(m.highest, s.side)) end as side
from sums as s
left join facts.weights as m on m.weights_version = s.weights_version and m.part = 'limit';

comment on view work.place_sums is 'Weighted evidence summed by copy and place.';
comment on column work.place_sums.weights_version is 'version of the weights';
comment on column work.place_sums.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column work.place_sums.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column work.place_sums.page_no is 'page within the file, from 1';
comment on column work.place_sums.place_no is 'place within the cluster where copies differ';
comment on column work.place_sums.content is 'natural log-likelihood ratio that the content was changed here by somebody';
comment on column work.place_sums.side is 'natural log-odds that this copy carries the changed reading, if somebody changed it; null: in one sum with content';
