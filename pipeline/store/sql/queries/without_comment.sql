-- Tables, views and columns that do not explain themselves.
with relations as (
    select schema_name, table_name as name, comment from duckdb_tables() where database_name = current_database() and not temporary
    union all
    select schema_name, view_name, comment from duckdb_views() where database_name = current_database() and not internal
)
select schema_name || '.' || name as name
from relations
where coalesce(comment, '') = ''
union all
select c.schema_name || '.' || c.table_name || '.' || c.column_name
from duckdb_columns() as c
semi join relations as r on r.schema_name = c.schema_name and r.name = c.table_name
where c.database_name = current_database() and coalesce(c.comment, '') = ''
order by name;
