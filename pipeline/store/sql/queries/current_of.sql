-- asked: an Arrow table of stage and subject. Their current results.
select
    r.stage,
    r.subject,
    arg_max(r.result_id, r.result_no) as result_id,
    arg_max(r.input_hash, r.result_no) as input_hash,
    arg_max(r.version, r.result_no) as version,
    arg_max(r.settings_hash, r.result_no) as settings_hash,
    arg_max(r.run_id, r.result_no) as run_id
from facts.results as r
semi join asked as a on a.stage = r.stage and a.subject = r.subject
group by r.stage, r.subject;
