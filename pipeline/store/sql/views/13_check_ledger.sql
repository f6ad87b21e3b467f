create view check_ledger as
select t.* exclude (result_id)
from facts.check_ledger as t
where t.result_id in (select result_id from work.results where stage = 'check');

comment on view check_ledger is 'How each check ended on each page: not examined is not clean.';
comment on column check_ledger.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column check_ledger.page_no is 'page within the file, from 1';
comment on column check_ledger.check_code is 'the check';
comment on column check_ledger.outcome is 'signalled, quiet, not_applicable or failed';
comment on column check_ledger.reason is 'why, in plain words';
comment on column check_ledger.seconds is 'time spent';
comment on column check_ledger.facts is 'what the check found out, whatever the outcome';
