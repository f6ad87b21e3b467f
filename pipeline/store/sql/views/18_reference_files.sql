create view reference_files as
with newest as (
    select
        file_sha256,
        page_no,
        arg_max(attributed_to, pinned_at) as attributed_to,
        arg_max(obtained_from, pinned_at) as obtained_from,
        arg_max(pinned_by, pinned_at) as pinned_by,
        arg_max(event, pinned_at) as event,
        max(pinned_at) as pinned_at
    from facts.reference_files
    group by file_sha256, page_no
)
select file_sha256, page_no, attributed_to, obtained_from, pinned_by, pinned_at
from newest
where event = 'pinned';

comment on view reference_files is 'Pages pinned as known documents.';
comment on column reference_files.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column reference_files.page_no is 'page within the file, from 1';
comment on column reference_files.attributed_to is 'who released it';
comment on column reference_files.obtained_from is 'where it was obtained';
comment on column reference_files.pinned_by is 'who pinned it';
comment on column reference_files.pinned_at is 'when';
