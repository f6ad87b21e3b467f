-- Results whose rows are not those that were written; digests holds the rows as they are now.
with digested as (
    select result_id, sha256(string_agg(table_name || ':' || row_digest, ',' order by table_name, row_digest)) as rows_digest
    from digests
    group by result_id
)
select coalesce(r.stage, 'unknown') as stage, coalesce(r.subject, d.result_id) as subject
from facts.results as r
full join digested as d on d.result_id = r.result_id
where r.rows_digest is distinct from d.rows_digest
order by all;
