create view publication as
select published_at, share_examined, is_final, run_id
from facts.publications
order by published_at desc
limit 1;

comment on view publication is 'When this file was published, and how much of the batch was examined by then.';
comment on column publication.published_at is 'when';
comment on column publication.share_examined is 'share of the batch examined at that moment, 0 to 1; null when not known';
comment on column publication.is_final is 'whether the run had ended';
comment on column publication.run_id is 'the run';
