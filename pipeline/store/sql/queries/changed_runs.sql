with covered as (
    select entry_no, detail ->> 'covers_run' as run_id, detail ->> 'rows_digest' as rows_digest
    from facts.audit_log
    where detail ->> 'covers_run' is not null
), present as (
    select
        run_id,
        sha256(string_agg(concat_ws('|', result_id, stage, subject, input_hash, version, settings_hash, rows_digest), ',' order by result_id)) as rows_digest
    from facts.results
    group by run_id
)
select c.entry_no, c.run_id
from covered as c
left join present as p on p.run_id = c.run_id
where coalesce(p.rows_digest, '') <> c.rows_digest
order by c.entry_no;
