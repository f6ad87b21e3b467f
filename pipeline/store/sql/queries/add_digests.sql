-- Nulls are left out, so that a column added later does not change the digest of older rows.
insert into digests
select
    t.result_id,
    '{table}',
    sha256(json_merge_patch('{}', to_json(t))::varchar)
from {rows} as t;
