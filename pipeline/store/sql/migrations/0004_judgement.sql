-- Evidence, weights, verdicts, and what analysts decide.

create table facts.evidence (
    result_id varchar not null,
    cluster_id varchar,
    file_sha256 varchar,
    page_no integer,
    place_no integer,
    part varchar,
    value double,
    sentence varchar
);
comment on table facts.evidence is 'Pieces of evidence about a page, or about its reading at a place.';
comment on column facts.evidence.result_id is 'the result these rows belong to';
comment on column facts.evidence.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.evidence.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.evidence.page_no is 'page within the file, from 1';
comment on column facts.evidence.place_no is 'place; null when it is about the whole page';
comment on column facts.evidence.part is 'name of the kind of evidence, as in weights';
comment on column facts.evidence.value is 'natural log-odds before weighting';
comment on column facts.evidence.sentence is 'what a reviewer reads';

create table facts.standings (
    result_id varchar not null,
    cluster_id varchar,
    file_sha256 varchar,
    page_no integer,
    is_examined boolean,
    is_reference boolean,
    n_compared integer,
    n_places integer,
    origin_witness boolean,
    n_single_file_signals integer,
    coverage double,
    legibility double,
    explanation varchar
);
comment on table facts.standings is 'What the word of a verdict depends on besides the odds.';
comment on column facts.standings.result_id is 'the result these rows belong to';
comment on column facts.standings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.standings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.standings.page_no is 'page within the file, from 1';
comment on column facts.standings.is_examined is 'whether the page could be examined';
comment on column facts.standings.is_reference is 'whether it is pinned as a reference';
comment on column facts.standings.n_compared is 'copies it was compared with';
comment on column facts.standings.n_places is 'places where it differs';
comment on column facts.standings.origin_witness is 'whether a copy of the same capture or sheet, a reference, or traces at the place bear the difference out';
comment on column facts.standings.n_single_file_signals is 'signals of single-file checks';
comment on column facts.standings.coverage is 'share of the clusters page it shows legibly';
comment on column facts.standings.legibility is '0 to 1';
comment on column facts.standings.explanation is 'why it stands so';

create table facts.weights (
    weights_version varchar not null,
    part varchar not null,
    weight double not null,
    lowest double not null,
    highest double not null,
    reason varchar,
    loaded_at timestamptz not null
);
comment on table facts.weights is 'The versioned weights; one row for each part.';
comment on column facts.weights.weights_version is 'version of the weights';
comment on column facts.weights.part is 'kind of evidence';
comment on column facts.weights.weight is 'factor on its value';
comment on column facts.weights.lowest is 'its log-odds are never below';
comment on column facts.weights.highest is 'its log-odds are never above';
comment on column facts.weights.reason is 'why this weight';
comment on column facts.weights.loaded_at is 'when it was loaded';

create table facts.verdicts (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    cluster_id varchar,
    verdict varchar,
    p_altered double,
    likelihood varchar,
    confidence varchar,
    explanation varchar,
    log10_lr double,
    support varchar,
    prior double,
    weights_version varchar,
    n_checks_run integer,
    n_checks_applicable integer
);
comment on table facts.verdicts is 'Verdicts on pages.';
comment on column facts.verdicts.result_id is 'the result these rows belong to';
comment on column facts.verdicts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.verdicts.page_no is 'page within the file, from 1';
comment on column facts.verdicts.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.verdicts.verdict is 'word of the verdict';
comment on column facts.verdicts.p_altered is 'posterior probability; null when there was nothing to weigh';
comment on column facts.verdicts.likelihood is 'ICD 203 term of p_altered';
comment on column facts.verdicts.confidence is 'low, moderate or high: how much could be examined';
comment on column facts.verdicts.explanation is 'why';
comment on column facts.verdicts.log10_lr is 'log10 likelihood ratio of all evidence';
comment on column facts.verdicts.support is 'ENFSI term of it';
comment on column facts.verdicts.prior is 'prior probability assumed';
comment on column facts.verdicts.weights_version is 'version of the weights';
comment on column facts.verdicts.n_checks_run is 'checks that ran';
comment on column facts.verdicts.n_checks_applicable is 'checks that apply to the page';

create table facts.summaries (
    result_id varchar not null,
    batch_id varchar,
    summary json
);
comment on table facts.summaries is 'What the end of a triage shows.';
comment on column facts.summaries.result_id is 'the result these rows belong to';
comment on column facts.summaries.batch_id is 'batch, a hash of its label and root';
comment on column facts.summaries.summary is 'the summary';

create table facts.reviews (
    review_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    verdict varchar,
    reviewer varchar,
    note varchar,
    decided_at timestamptz,
    kind varchar,
    finding_id varchar,
    place_no integer,
    reading varchar,
    other_sha256 varchar,
    other_page_no integer,
    evidence_hash varchar
);
comment on table facts.reviews is 'Decisions of analysts; append-only.';
comment on column facts.reviews.review_id is 'the decision';
comment on column facts.reviews.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.reviews.page_no is 'page within the file, from 1';
comment on column facts.reviews.verdict is 'confirmed, rejected or unclear';
comment on column facts.reviews.reviewer is 'who';
comment on column facts.reviews.note is 'in their words';
comment on column facts.reviews.decided_at is 'when';
comment on column facts.reviews.kind is 'verdict, same, different, benign, reading or note';
comment on column facts.reviews.finding_id is 'the finding it is about';
comment on column facts.reviews.place_no is 'place within the cluster where copies differ';
comment on column facts.reviews.reading is 'the reading it is about';
comment on column facts.reviews.other_sha256 is 'the other file of same and different';
comment on column facts.reviews.other_page_no is 'its page';
comment on column facts.reviews.evidence_hash is 'evidence the analyst had in view';

create table facts.review_withdrawals (
    review_id varchar not null,
    withdrawn_by varchar not null,
    withdrawn_at timestamptz not null
);
comment on table facts.review_withdrawals is 'Decisions that were withdrawn.';
comment on column facts.review_withdrawals.review_id is 'the decision';
comment on column facts.review_withdrawals.withdrawn_by is 'who withdrew it';
comment on column facts.review_withdrawals.withdrawn_at is 'when';

create table facts.reference_files (
    file_sha256 varchar,
    page_no integer,
    attributed_to varchar,
    obtained_from varchar,
    pinned_by varchar,
    pinned_at timestamptz,
    event varchar not null
);
comment on table facts.reference_files is 'Known documents that were pinned, and their removal; the newest event of a page counts.';
comment on column facts.reference_files.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.reference_files.page_no is 'page within the file, from 1';
comment on column facts.reference_files.attributed_to is 'who released it';
comment on column facts.reference_files.obtained_from is 'where it was obtained';
comment on column facts.reference_files.pinned_by is 'who pinned it';
comment on column facts.reference_files.pinned_at is 'when';
comment on column facts.reference_files.event is 'pinned or removed';

create table facts.documents (
    result_id varchar not null,
    document_id varchar,
    title varchar,
    n_pages integer,
    reason varchar
);
comment on table facts.documents is 'Proposed assembly of pages into documents.';
comment on column facts.documents.result_id is 'the result these rows belong to';
comment on column facts.documents.document_id is 'the document';
comment on column facts.documents.title is 'its first line';
comment on column facts.documents.n_pages is 'pages found';
comment on column facts.documents.reason is 'why, in plain words';

create table facts.document_pages (
    result_id varchar not null,
    document_id varchar,
    position integer,
    cluster_id varchar,
    reason varchar,
    is_gap boolean
);
comment on table facts.document_pages is 'Pages of proposed documents.';
comment on column facts.document_pages.result_id is 'the result these rows belong to';
comment on column facts.document_pages.document_id is 'the document';
comment on column facts.document_pages.position is 'place of the page in it, from 1';
comment on column facts.document_pages.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.document_pages.reason is 'why, in plain words';
comment on column facts.document_pages.is_gap is 'the page is missing';
