create view documents as
select t.* exclude (result_id)
from facts.documents as t
where t.result_id in (select result_id from work.results where stage = 'assemble');

comment on view documents is 'Proposed assembly of pages into documents.';
comment on column documents.document_id is 'the document';
comment on column documents.title is 'its first line';
comment on column documents.n_pages is 'pages found';
comment on column documents.reason is 'why, in plain words';
