-- Columns of a public view, in order.
select column_name
from duckdb_columns()
where database_name = current_database() and schema_name = 'main' and table_name = $view
order by column_index;
