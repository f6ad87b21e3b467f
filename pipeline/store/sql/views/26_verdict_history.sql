create view verdict_history as
select
    v.file_sha256,
    v.page_no,
    v.cluster_id,
    v.verdict,
    v.p_altered,
    v.likelihood,
    v.confidence,
    v.explanation,
    v.log10_lr,
    v.support,
    v.prior,
    v.weights_version,
    r.run_id,
    r.finished_at as decided_at,
    c.result_id is not null as is_current
from facts.verdicts as v
join facts.results as r on r.result_id = v.result_id
left join work.results as c on c.result_id = v.result_id;

comment on view verdict_history is 'Every verdict ever given, with its run.';
comment on column verdict_history.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column verdict_history.page_no is 'page within the file, from 1';
comment on column verdict_history.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column verdict_history.verdict is 'likely_altered, disputed, alteration_indicated, copies_agree, no_alteration_found, inconclusive, not_examined or reference';
comment on column verdict_history.p_altered is 'posterior probability; null when there was nothing to weigh';
comment on column verdict_history.likelihood is 'ICD 203 term of p_altered';
comment on column verdict_history.confidence is 'low, moderate or high: how much could be examined, whatever it showed';
comment on column verdict_history.explanation is 'what was seen, in sentences';
comment on column verdict_history.log10_lr is 'log10 likelihood ratio of all evidence';
comment on column verdict_history.support is 'ENFSI term of it';
comment on column verdict_history.prior is 'prior probability assumed';
comment on column verdict_history.weights_version is 'version of the weights';
comment on column verdict_history.run_id is 'the run';
comment on column verdict_history.decided_at is 'when it was stored';
comment on column verdict_history.is_current is 'whether it is the answer of today';
