create view reviews as
with withdrawn as (
    select review_id, min(withdrawn_by) as withdrawn_by
    from facts.review_withdrawals
    group by review_id
)
select
    r.review_id,
    r.file_sha256,
    r.page_no,
    r.verdict,
    r.reviewer,
    r.note,
    r.decided_at,
    r.kind,
    r.finding_id,
    r.place_no,
    r.reading,
    r.other_sha256,
    r.other_page_no,
    r.evidence_hash,
    w.withdrawn_by
from facts.reviews as r
left join withdrawn as w on w.review_id = r.review_id;

comment on view reviews is 'Decisions of analysts.';
comment on column reviews.review_id is 'the decision';
comment on column reviews.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column reviews.page_no is 'page within the file, from 1';
comment on column reviews.verdict is 'confirmed, rejected or unclear';
comment on column reviews.reviewer is 'who';
comment on column reviews.note is 'in their words';
comment on column reviews.decided_at is 'when it was decided';
comment on column reviews.kind is 'verdict, same, different, benign, reading or note';
comment on column reviews.finding_id is 'the finding it is about';
comment on column reviews.place_no is 'place within the cluster where copies differ';
comment on column reviews.reading is 'the reading it is about';
comment on column reviews.other_sha256 is 'the other file of same and different';
comment on column reviews.other_page_no is 'its page';
comment on column reviews.evidence_hash is 'evidence the analyst had in view';
comment on column reviews.withdrawn_by is 'who withdrew the decision; null: it stands';
