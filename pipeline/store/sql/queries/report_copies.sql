-- The pages of a cluster, the one seen first on top: what each shows, how far it could be compared, its verdict.
select
    c.file_sha256,
    c.page_no,
    c.file_name,
    p.width,
    p.height,
    p.rotation,
    p.ocr_mean_confidence,
    f.media_type,
    (f.n_pages)::integer as n_pages,
    r.file_sha256 is not null as is_reference,
    v.verdict,
    v.p_altered,
    v.likelihood,
    v.confidence,
    v.explanation,
    v.log10_lr,
    v.support,
    v.prior,
    v.content,
    v.side,
    v.weights_version,
    (select min(s.observed_at) from sightings as s where s.file_sha256 = c.file_sha256) as first_seen_at,
    m.n_compared,
    m.coverage,
    m.softness_px,
    m.problem,
    coalesce(s.origin_witness, false) as has_origin_witness
from page_clusters as c
join pages as p on p.file_sha256 = c.file_sha256 and p.page_no = c.page_no
join files as f on f.file_sha256 = c.file_sha256
join page_verdicts as v on v.file_sha256 = c.file_sha256 and v.page_no = c.page_no
left join reference_files as r on r.file_sha256 = c.file_sha256 and r.page_no = c.page_no
left join comparisons as m
    on m.cluster_id = c.cluster_id and m.file_sha256 = c.file_sha256 and m.page_no = c.page_no
left join work.standings as s
    on s.cluster_id = c.cluster_id and s.file_sha256 = c.file_sha256 and s.page_no = c.page_no
where c.cluster_id = $cluster_id
order by first_seen_at nulls last, c.file_name, c.file_sha256, c.page_no;
