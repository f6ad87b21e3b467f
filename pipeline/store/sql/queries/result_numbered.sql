-- The last result, and the id of the one numbered $result_no: null where there is none.
select
    max(result_no) as last_no,
    arg_max(result_id, result_no) as last_id,
    max(result_id) filter (where result_no = $result_no) as result_id
from facts.results;
