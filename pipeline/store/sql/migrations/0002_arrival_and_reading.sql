-- What arrived, what it shows and what it says. Fields as in pipeline/records.py.

create table facts.sightings (
    result_id varchar not null,
    sighting_id varchar,
    batch_id varchar,
    file_sha256 varchar,
    file_name varchar,
    source_url varchar,
    platform varchar,
    author varchar,
    observed_at timestamptz,
    collected_at timestamptz,
    collected_by varchar,
    source_reliability varchar,
    information_credibility varchar,
    note varchar,
    extra json,
    posted_at_earliest timestamptz,
    posted_at_latest timestamptz,
    time_basis varchar,
    post_id varchar,
    forwarded_from varchar,
    archive_url varchar,
    post_status varchar
);
comment on table facts.sightings is 'A file seen under a name in a batch, with one row of sources.csv when there is one.';
comment on column facts.sightings.result_id is 'the result these rows belong to';
comment on column facts.sightings.sighting_id is 'hash of batch, file name, bytes and row';
comment on column facts.sightings.batch_id is 'batch, a hash of its label and root';
comment on column facts.sightings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.sightings.file_name is 'name below the batch root, with /; a member of an archive is archive.zip!/inner/name';
comment on column facts.sightings.source_url is 'where it was found';
comment on column facts.sightings.platform is 'platform it was seen on';
comment on column facts.sightings.author is 'account that posted it';
comment on column facts.sightings.observed_at is 'when it was posted or first seen there';
comment on column facts.sightings.collected_at is 'when it was collected';
comment on column facts.sightings.collected_by is 'who collected it';
comment on column facts.sightings.source_reliability is 'Admiralty A-F; F: cannot be judged';
comment on column facts.sightings.information_credibility is 'Admiralty 1-6; 6: cannot be judged';
comment on column facts.sightings.note is 'free text of the collector';
comment on column facts.sightings.extra is 'columns of sources.csv that have no meaning here';
comment on column facts.sightings.posted_at_earliest is 'start of the interval in which it was posted';
comment on column facts.sightings.posted_at_latest is 'end of that interval';
comment on column facts.sightings.time_basis is 'platform_id, platform_metadata, archive, screenshot or analyst';
comment on column facts.sightings.post_id is 'number of the post on its platform';
comment on column facts.sightings.forwarded_from is 'account it was forwarded from';
comment on column facts.sightings.archive_url is 'where the post is archived';
comment on column facts.sightings.post_status is 'live, edited or deleted';

create table facts.refused (
    result_id varchar not null,
    batch_id varchar,
    file_name varchar,
    stage varchar,
    reason varchar,
    detail varchar
);
comment on table facts.refused is 'What was handed in and could not even be hashed: a link, a device, no permission.';
comment on column facts.refused.result_id is 'the result these rows belong to';
comment on column facts.refused.batch_id is 'batch, a hash of its label and root';
comment on column facts.refused.file_name is 'name below the batch root, with /; a member of an archive is archive.zip!/inner/name';
comment on column facts.refused.stage is 'stage of the work';
comment on column facts.refused.reason is 'why, in plain words';
comment on column facts.refused.detail is 'what a technician wants to see';

create table facts.ignored (
    result_id varchar not null,
    batch_id varchar,
    file_name varchar,
    reason varchar
);
comment on table facts.ignored is 'Sidecars that were read, and known junk.';
comment on column facts.ignored.result_id is 'the result these rows belong to';
comment on column facts.ignored.batch_id is 'batch, a hash of its label and root';
comment on column facts.ignored.file_name is 'name below the batch root, with /; a member of an archive is archive.zip!/inner/name';
comment on column facts.ignored.reason is 'why, in plain words';

create table facts.source_warnings (
    result_id varchar not null,
    batch_id varchar,
    file_name varchar,
    row_no integer,
    "column" varchar,
    value varchar,
    problem varchar
);
comment on table facts.source_warnings is 'Rows of sources.csv that could not be used as they stand.';
comment on column facts.source_warnings.result_id is 'the result these rows belong to';
comment on column facts.source_warnings.batch_id is 'batch, a hash of its label and root';
comment on column facts.source_warnings.file_name is 'name below the batch root, with /; a member of an archive is archive.zip!/inner/name';
comment on column facts.source_warnings.row_no is 'row of sources.csv, from 1';
comment on column facts.source_warnings."column" is 'its column';
comment on column facts.source_warnings.value is 'its value';
comment on column facts.source_warnings.problem is 'what is wrong with it';

create table facts.files (
    result_id varchar not null,
    file_sha256 varchar,
    n_bytes bigint,
    media_type varchar,
    n_pages integer,
    metadata json
);
comment on table facts.files is 'Examined files and archives.';
comment on column facts.files.result_id is 'the result these rows belong to';
comment on column facts.files.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.files.n_bytes is 'size';
comment on column facts.files.media_type is 'type by content, not by name';
comment on column facts.files.n_pages is 'pages found; 0 for an archive';
comment on column facts.files.metadata is 'what the file says about itself';

create table facts.frames (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    frame_no integer,
    width integer,
    height integer,
    render_dpi integer,
    outline json,
    shown_as varchar
);
comment on table facts.frames is 'Pages of files as decoded.';
comment on column facts.frames.result_id is 'the result these rows belong to';
comment on column facts.frames.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.frames.page_no is 'page within the file, from 1';
comment on column facts.frames.frame_no is 'frame of the file that shows the page, from 1';
comment on column facts.frames.width is 'width of the frame, pixels';
comment on column facts.frames.height is 'height of the frame, pixels';
comment on column facts.frames.render_dpi is 'resolution of the rendering; null for pictures';
comment on column facts.frames.outline is 'corners of the page in its frame; null: the whole frame';
comment on column facts.frames.shown_as is 'whole_frame, sheet or embedded_picture';

create table facts.text_layers (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    text varchar
);
comment on table facts.text_layers is 'Text that PDF pages carry, apart from what OCR reads.';
comment on column facts.text_layers.result_id is 'the result these rows belong to';
comment on column facts.text_layers.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.text_layers.page_no is 'page within the file, from 1';
comment on column facts.text_layers.text is 'the text';

create table facts.failures (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    stage varchar,
    reason varchar,
    detail varchar
);
comment on table facts.failures is 'What could not be examined: a file (page_no null) or a page.';
comment on column facts.failures.result_id is 'the result these rows belong to';
comment on column facts.failures.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.failures.page_no is 'page within the file, from 1';
comment on column facts.failures.stage is 'stage of the work';
comment on column facts.failures.reason is 'why, in plain words';
comment on column facts.failures.detail is 'what a technician wants to see';

create table facts.members (
    result_id varchar not null,
    archive_sha256 varchar,
    inner_name varchar,
    file_sha256 varchar,
    n_bytes bigint
);
comment on table facts.members is 'Members of archives whose bytes are in the evidence store.';
comment on column facts.members.result_id is 'the result these rows belong to';
comment on column facts.members.archive_sha256 is 'SHA-256 of the archive';
comment on column facts.members.inner_name is 'path in the archive';
comment on column facts.members.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.members.n_bytes is 'size';

create table facts.member_refused (
    result_id varchar not null,
    archive_sha256 varchar,
    inner_name varchar,
    reason varchar,
    detail varchar
);
comment on table facts.member_refused is 'Members of archives that were not taken out.';
comment on column facts.member_refused.result_id is 'the result these rows belong to';
comment on column facts.member_refused.archive_sha256 is 'SHA-256 of the archive';
comment on column facts.member_refused.inner_name is 'path in the archive';
comment on column facts.member_refused.reason is 'why, in plain words';
comment on column facts.member_refused.detail is 'what a technician wants to see';

create table facts.member_ignored (
    result_id varchar not null,
    archive_sha256 varchar,
    inner_name varchar,
    reason varchar
);
comment on table facts.member_ignored is 'Known junk in archives.';
comment on column facts.member_ignored.result_id is 'the result these rows belong to';
comment on column facts.member_ignored.archive_sha256 is 'SHA-256 of the archive';
comment on column facts.member_ignored.inner_name is 'path in the archive';
comment on column facts.member_ignored.reason is 'why, in plain words';

create table facts.page_texts (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    rotation integer,
    ocr_engine varchar,
    ocr_mean_confidence double,
    ocr_text varchar
);
comment on table facts.page_texts is 'Pages as read.';
comment on column facts.page_texts.result_id is 'the result these rows belong to';
comment on column facts.page_texts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.page_texts.page_no is 'page within the file, from 1';
comment on column facts.page_texts.rotation is 'degrees clockwise by which the frame must be turned to be upright';
comment on column facts.page_texts.ocr_engine is 'engine, version and languages';
comment on column facts.page_texts.ocr_mean_confidence is 'mean confidence of its words, 0-100';
comment on column facts.page_texts.ocr_text is 'the text';

create table facts.ocr_words (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    word_no integer,
    line_no integer,
    text varchar,
    confidence float,
    x0 float,
    y0 float,
    x1 float,
    y1 float
);
comment on table facts.ocr_words is 'Words as read, with their boxes.';
comment on column facts.ocr_words.result_id is 'the result these rows belong to';
comment on column facts.ocr_words.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.ocr_words.page_no is 'page within the file, from 1';
comment on column facts.ocr_words.word_no is 'order on the page';
comment on column facts.ocr_words.line_no is 'line on the page';
comment on column facts.ocr_words.text is 'the word';
comment on column facts.ocr_words.confidence is '0-100';
comment on column facts.ocr_words.x0 is 'left edge in the frame, pixels';
comment on column facts.ocr_words.y0 is 'top edge in the frame, pixels';
comment on column facts.ocr_words.x1 is 'right edge in the frame, pixels, exclusive';
comment on column facts.ocr_words.y1 is 'bottom edge in the frame, pixels, exclusive';

create table facts.fingerprints (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    algorithm varchar,
    hash varchar
);
comment on table facts.fingerprints is 'Hashes of pages.';
comment on column facts.fingerprints.result_id is 'the result these rows belong to';
comment on column facts.fingerprints.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.fingerprints.page_no is 'page within the file, from 1';
comment on column facts.fingerprints.algorithm is 'phash_64, dhash_64, whash_64 or pixels_sha256';
comment on column facts.fingerprints.hash is 'the hash, hexadecimal';
