select schema_name as schema, view_name as view
from duckdb_views()
where database_name = current_database() and not internal and schema_name in ('main', 'work')
order by all;
