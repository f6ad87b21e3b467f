-- Copies, what differs between them, and what single files give away.

create table facts.page_matches (
    result_id varchar not null,
    file_a varchar,
    page_a integer,
    file_b varchar,
    page_b integer,
    relation varchar,
    method varchar,
    n_inliers integer,
    overlap double,
    score double,
    common_origin varchar,
    origin_cues varchar,
    reason varchar,
    shown_of_a double,
    shown_of_b double
);
comment on table facts.page_matches is 'Pairs of pages that were verified.';
comment on column facts.page_matches.result_id is 'the result these rows belong to';
comment on column facts.page_matches.file_a is 'SHA-256 of the first file';
comment on column facts.page_matches.page_a is 'its page';
comment on column facts.page_matches.file_b is 'SHA-256 of the second file';
comment on column facts.page_matches.page_b is 'its page';
comment on column facts.page_matches.relation is 'identical_bytes, same_pixels, re_encoded, partial, content_differs, same_template or undetermined';
comment on column facts.page_matches.method is 'how it was found';
comment on column facts.page_matches.n_inliers is 'local features that agree with one geometry';
comment on column facts.page_matches.overlap is 'share of the smaller pages words in sight of the other';
comment on column facts.page_matches.score is 'agreement, 0 to 1';
comment on column facts.page_matches.common_origin is 'same_capture, same_sheet, other_printing or unknown';
comment on column facts.page_matches.origin_cues is 'what the common origin is read from';
comment on column facts.page_matches.reason is 'why, in plain words';
comment on column facts.page_matches.shown_of_a is 'share of the words of the first page that the frame of the second shows';
comment on column facts.page_matches.shown_of_b is 'share of the words of the second page that the frame of the first shows';

create table facts.cluster_members (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    cluster_id varchar,
    weakest_link double
);
comment on table facts.cluster_members is 'The cluster of each page.';
comment on column facts.cluster_members.result_id is 'the result these rows belong to';
comment on column facts.cluster_members.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.cluster_members.page_no is 'page within the file, from 1';
comment on column facts.cluster_members.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.cluster_members.weakest_link is 'score of the weakest pair that holds the page there; null when alone';

create table facts.place_readings (
    result_id varchar not null,
    cluster_id varchar,
    place_no integer,
    kind varchar,
    file_sha256 varchar,
    page_no integer,
    reading_no integer,
    reading varchar,
    shows boolean,
    x0 double,
    y0 double,
    x1 double,
    y1 double,
    strength double
);
comment on table facts.place_readings is 'What each copy says at each place of its cluster.';
comment on column facts.place_readings.result_id is 'the result these rows belong to';
comment on column facts.place_readings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.place_readings.place_no is 'place within the cluster where copies differ';
comment on column facts.place_readings.kind is 'number, date, word, marking, line_inserted, line_removed, moved_or_swapped, graphic, redaction, annotation or overlay';
comment on column facts.place_readings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.place_readings.page_no is 'page within the file, from 1';
comment on column facts.place_readings.reading_no is 'reading of the place that this copy carries; at a redaction, annotation or overlay 2 carries the mark';
comment on column facts.place_readings.reading is 'its text; empty when blank there';
comment on column facts.place_readings.shows is 'whether the copy shows the place legibly';
comment on column facts.place_readings.x0 is 'left edge in the frame, pixels';
comment on column facts.place_readings.y0 is 'top edge in the frame, pixels';
comment on column facts.place_readings.x1 is 'right edge in the frame, pixels, exclusive';
comment on column facts.place_readings.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column facts.place_readings.strength is 'log10 likelihood ratio that the content really differs here';

create table facts.comparisons (
    result_id varchar not null,
    cluster_id varchar,
    file_sha256 varchar,
    page_no integer,
    n_copies integer,
    n_compared integer,
    coverage double,
    registration_px double,
    problem varchar
);
comment on table facts.comparisons is 'How well each copy could be compared with the rest of its cluster.';
comment on column facts.comparisons.result_id is 'the result these rows belong to';
comment on column facts.comparisons.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.comparisons.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.comparisons.page_no is 'page within the file, from 1';
comment on column facts.comparisons.n_copies is 'other copies in the cluster';
comment on column facts.comparisons.n_compared is 'those that were laid on it';
comment on column facts.comparisons.coverage is 'share of the words of the clusters page that this copy shows legibly';
comment on column facts.comparisons.registration_px is 'residual of the registration, pixels';
comment on column facts.comparisons.problem is 'what hindered the comparison';

create table facts.lineage (
    result_id varchar not null,
    cluster_id varchar,
    child_sha256 varchar,
    child_page_no integer,
    parent_sha256 varchar,
    parent_page_no integer,
    probability double,
    cues varchar
);
comment on table facts.lineage is 'Which copy was made from which.';
comment on column facts.lineage.result_id is 'the result these rows belong to';
comment on column facts.lineage.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column facts.lineage.child_sha256 is 'file of the copy';
comment on column facts.lineage.child_page_no is 'its page';
comment on column facts.lineage.parent_sha256 is 'file it was made from';
comment on column facts.lineage.parent_page_no is 'its page';
comment on column facts.lineage.probability is 'how sure the link is';
comment on column facts.lineage.cues is 'what the link is read from';

create table facts.signals (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    check_code varchar,
    strength double,
    sentence varchar,
    x0 double,
    y0 double,
    x1 double,
    y1 double,
    facts json
);
comment on table facts.signals is 'What checks saw.';
comment on column facts.signals.result_id is 'the result these rows belong to';
comment on column facts.signals.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.signals.page_no is 'page within the file, from 1';
comment on column facts.signals.check_code is 'the check';
comment on column facts.signals.strength is 'how strong the signal is';
comment on column facts.signals.sentence is 'what a reviewer reads';
comment on column facts.signals.x0 is 'left edge in the frame, pixels';
comment on column facts.signals.y0 is 'top edge in the frame, pixels';
comment on column facts.signals.x1 is 'right edge in the frame, pixels, exclusive';
comment on column facts.signals.y1 is 'bottom edge in the frame, pixels, exclusive';
comment on column facts.signals.facts is 'what the check found out';

create table facts.check_ledger (
    result_id varchar not null,
    file_sha256 varchar,
    page_no integer,
    check_code varchar,
    outcome varchar,
    reason varchar,
    seconds double,
    facts json
);
comment on table facts.check_ledger is 'How each check ended on each page.';
comment on column facts.check_ledger.result_id is 'the result these rows belong to';
comment on column facts.check_ledger.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column facts.check_ledger.page_no is 'page within the file, from 1';
comment on column facts.check_ledger.check_code is 'the check';
comment on column facts.check_ledger.outcome is 'signalled, quiet, not_applicable or failed';
comment on column facts.check_ledger.reason is 'why, in plain words';
comment on column facts.check_ledger.seconds is 'time spent';
comment on column facts.check_ledger.facts is 'what the check found out, whatever the outcome';
