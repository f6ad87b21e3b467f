create view schema_version as
select 1 as schema_version;

comment on view schema_version is 'Version of the public tables and views.';
comment on column schema_version.schema_version is 'version of the public tables and views; a breaking change raises it';
