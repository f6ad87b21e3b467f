insert into facts.reviews by name
select
    $review_id as review_id,
    $kind as kind,
    $file_sha256 as file_sha256,
    $page_no as page_no,
    $other_sha256 as other_sha256,
    $other_page_no as other_page_no,
    $reviewer as reviewer,
    $note as note,
    $decided_at as decided_at;
