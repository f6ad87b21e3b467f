create or replace temp table digests (result_id varchar, table_name varchar, row_digest varchar);
