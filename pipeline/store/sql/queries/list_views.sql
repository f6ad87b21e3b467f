-- Everything that the files in sql/views made: views, and the tables of schema work.
select schema_name as schema, view_name as view, 'view' as kind
from duckdb_views()
where database_name = current_database() and not internal and schema_name in ('main', 'work')
union all
select schema_name, table_name, 'table'
from duckdb_tables()
where database_name = current_database() and schema_name = 'work'
order by all;
