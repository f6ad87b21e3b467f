create schema if not exists facts;
create table if not exists facts.schema_migrations (
    name varchar primary key,
    applied_at timestamptz not null,
    digest varchar not null
);
comment on table facts.schema_migrations is 'Migrations applied to this database.';
comment on column facts.schema_migrations.name is 'name of the migration';
comment on column facts.schema_migrations.applied_at is 'when it was applied';
comment on column facts.schema_migrations.digest is 'hash of its text';
