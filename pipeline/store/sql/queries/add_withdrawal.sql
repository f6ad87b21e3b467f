insert into facts.review_withdrawals by name
select $review_id as review_id, $withdrawn_by as withdrawn_by, $withdrawn_at as withdrawn_at;
