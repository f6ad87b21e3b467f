-- That copies differ is one question, which of them was changed another: their evidence is kept apart.

alter table facts.weights add column about varchar;
comment on column facts.weights.about is 'content: does it differ; side: which copies carry the changed reading; page: the page as a whole; constant; null: all in one sum, in weights from before the two were kept apart';

alter table facts.verdicts add column content double;
comment on column facts.verdicts.content is 'natural log-likelihood ratio that the content was changed by somebody, of all evidence about the page and at its strongest place; null: nothing to weigh';
alter table facts.verdicts add column side double;
comment on column facts.verdicts.side is 'natural log-odds that this copy carries the changed reading, if somebody changed it; null: it differs nowhere';
alter table facts.verdicts add column strongest_place integer;
comment on column facts.verdicts.strongest_place is 'the place that the verdict rests on; null: it differs nowhere';
