create view document_pages as
select t.* exclude (result_id)
from facts.document_pages as t
where t.result_id in (select result_id from work.results where stage = 'assemble');

comment on view document_pages is 'Pages of proposed documents, with gaps.';
comment on column document_pages.document_id is 'the document';
comment on column document_pages.position is 'place of the page in it, from 1';
comment on column document_pages.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column document_pages.reason is 'why, in plain words';
comment on column document_pages.is_gap is 'the page is missing';
