-- Each difference says how often one as strong was found where nothing was changed.

alter table facts.evidence add column false_alarms integer;
comment on column facts.evidence.false_alarms is 'generated pages on which a place of this sort (other text, missing text, a drawing), as strong or stronger, was found where nothing was changed; null: not measured for this part, or from before it was';
alter table facts.evidence add column false_alarms_of integer;
comment on column facts.evidence.false_alarms_of is 'generated pages on which that was measured';
alter table facts.evidence add column false_alarms_low double;
comment on column facts.evidence.false_alarms_low is 'lower end of the 95 % interval of their share (Clopper and Pearson)';
alter table facts.evidence add column false_alarms_high double;
comment on column facts.evidence.false_alarms_high is 'upper end of the 95 % interval of their share';
