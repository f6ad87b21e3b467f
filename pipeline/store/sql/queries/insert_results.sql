insert into facts.results by name
with digested as (
    select result_id, sha256(string_agg(table_name || ':' || row_digest, ',' order by table_name, row_digest)) as rows_digest
    from digests
    group by result_id
), last as (
    select coalesce(max(result_no), 0) as result_no from facts.results
)
select
    i.result_id,
    i.stage,
    i.subject,
    i.input_hash,
    i.version,
    i.settings_hash,
    $run_id as run_id,
    now() as finished_at,
    last.result_no + i.position as result_no,
    d.rows_digest
from incoming as i
cross join last
left join digested as d on d.result_id = i.result_id;
