create view weights as
select weights_version, part, about, weight, lowest, highest, reason, loaded_at
from facts.weights;

comment on view weights is 'The versioned weights of evidence.';
comment on column weights.weights_version is 'version of the weights';
comment on column weights.part is 'kind of evidence';
comment on column weights.about is 'content: does it differ; side: which copies carry the changed reading; page: the page as a whole; constant; null: all in one sum';
comment on column weights.weight is 'factor on its value';
comment on column weights.lowest is 'its log-odds are never below';
comment on column weights.highest is 'its log-odds are never above';
comment on column weights.reason is 'why this weight';
comment on column weights.loaded_at is 'when it was loaded';
