select
    count(*) as n_results,
    coalesce(sha256(string_agg(concat_ws('|', result_id, stage, subject, input_hash, version, settings_hash, rows_digest), ',' order by result_id)), '') as rows_digest
from facts.results
where run_id = $run_id;
