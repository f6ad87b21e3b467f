select 1 as found
from duckdb_tables()
where database_name = current_database() and schema_name = 'facts' and table_name = 'schema_migrations';
