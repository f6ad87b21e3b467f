-- Every page has a row: one that was not assessed yet, or not since its cluster changed, says so.
create view page_verdicts as
with current_verdicts as (
    select v.*, r.finished_at as decided_at
    from facts.verdicts as v
    join work.results as r on r.result_id = v.result_id and r.stage = 'assess'
)
select
    c.file_sha256,
    c.page_no,
    c.file_name,
    c.cluster_id,
    coalesce(v.verdict, 'not_examined') as verdict,
    v.p_altered,
    v.likelihood,
    coalesce(v.confidence, 'low') as confidence,
    coalesce(v.explanation, 'This page has not been assessed yet.') as explanation,
    coalesce(v.n_checks_run, 0) as n_checks_run,
    coalesce(v.n_checks_applicable, 0) as n_checks_applicable,
    v.decided_at,
    v.log10_lr,
    v.support,
    v.prior,
    v.weights_version,
    v.content,
    v.side,
    v.strongest_place
from page_clusters as c
left join current_verdicts as v
    on v.file_sha256 = c.file_sha256 and v.page_no = c.page_no and v.cluster_id = c.cluster_id;

comment on view page_verdicts is 'The current verdict on each page. Compares copies; does not say whether a document is genuine, nor who changed it.';
comment on column page_verdicts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column page_verdicts.page_no is 'page within the file, from 1';
comment on column page_verdicts.file_name is 'name under which the file was first seen, below its batch root; a member of an archive is archive.zip!/inner/name';
comment on column page_verdicts.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column page_verdicts.verdict is 'likely_altered, disputed, alteration_indicated, copies_agree, no_alteration_found, inconclusive, not_examined or reference';
comment on column page_verdicts.p_altered is 'posterior probability; null when there was nothing to weigh';
comment on column page_verdicts.likelihood is 'ICD 203 term of p_altered';
comment on column page_verdicts.confidence is 'low, moderate or high: how much could be examined, whatever it showed';
comment on column page_verdicts.explanation is 'what was seen, in sentences';
comment on column page_verdicts.n_checks_run is 'checks that ran to an end';
comment on column page_verdicts.n_checks_applicable is 'checks that apply to the page';
comment on column page_verdicts.decided_at is 'when the verdict was stored; null while there is none';
comment on column page_verdicts.log10_lr is 'log10 likelihood ratio of all evidence, where as many copies are altered as among the families that the weights were fitted on';
comment on column page_verdicts.support is 'ENFSI term of it';
comment on column page_verdicts.prior is 'prior probability assumed';
comment on column page_verdicts.weights_version is 'version of the weights';
comment on column page_verdicts.content is 'natural log-likelihood ratio that the content was changed by somebody, of all evidence about the page and at its strongest place';
comment on column page_verdicts.side is 'natural log-odds that this copy carries the changed reading, if somebody changed it; null: it differs nowhere';
comment on column page_verdicts.strongest_place is 'the place that the verdict rests on; null: it differs nowhere';
