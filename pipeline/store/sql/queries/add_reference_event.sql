insert into facts.reference_files by name
select
    $file_sha256 as file_sha256,
    null::integer as page_no,
    $attributed_to as attributed_to,
    $obtained_from as obtained_from,
    $pinned_by as pinned_by,
    $pinned_at as pinned_at,
    $event as event;
