-- Tables whose rows belong to results.
select distinct table_name
from duckdb_columns()
where database_name = current_database() and schema_name = 'facts' and column_name = 'result_id' and table_name <> 'results'
order by table_name;
