create view cluster_history as
select
    m.file_sha256,
    m.page_no,
    m.cluster_id,
    m.weakest_link,
    r.run_id,
    r.finished_at as decided_at,
    c.result_id is not null as is_current
from facts.cluster_members as m
join facts.results as r on r.result_id = m.result_id
left join work.results as c on c.result_id = m.result_id;

comment on view cluster_history is 'Every cluster each page was ever put in, with its run.';
comment on column cluster_history.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column cluster_history.page_no is 'page within the file, from 1';
comment on column cluster_history.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column cluster_history.weakest_link is 'score of the weakest pair that holds the page there; null when alone';
comment on column cluster_history.run_id is 'the run';
comment on column cluster_history.decided_at is 'when it was stored';
comment on column cluster_history.is_current is 'whether it is the answer of today';
