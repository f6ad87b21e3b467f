-- Which pages were not looked for among the others.

create table facts.set_aside (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    reason varchar
);
comment on table facts.set_aside is 'Pages that were not looked for among the others, nor are found for them.';
comment on column facts.set_aside.result_id is 'the result these rows belong to';
comment on column facts.set_aside.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.set_aside.page_no is 'page within the file, from 1';
comment on column facts.set_aside.reason is 'why, in plain words';
