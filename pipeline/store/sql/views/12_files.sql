create view files as
select
    t.file_sha256,
    t.n_bytes,
    t.media_type,
    t.n_pages,
    coalesce(n.arrived_at, r.finished_at) as first_ingested_at,
    'evidence/' || left(t.file_sha256, 2) || '/' || t.file_sha256 as evidence_path,
    t.metadata,
    n.file_name
from facts.files as t
join work.results as r on r.result_id = t.result_id and r.stage = 'examine'
left join work.file_names as n on n.file_sha256 = t.file_sha256;

comment on view files is 'Examined files and archives.';
comment on column files.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column files.n_bytes is 'size';
comment on column files.media_type is 'type by content, not by name';
comment on column files.n_pages is 'pages found; 0 for an archive';
comment on column files.first_ingested_at is 'when its first batch was handed in';
comment on column files.evidence_path is 'where the original lies, below the workspace';
comment on column files.metadata is 'what the file says about itself';
comment on column files.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
