select row_no, file_name, "column", value, problem
from source_warnings
where batch_id = $batch_id
order by row_no, "column";
