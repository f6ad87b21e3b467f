-- Findings of a cluster, with the place:reading pairs they are about (those of the clearest example).
select
    f.finding_id,
    f.headline,
    f.state,
    f.verdict,
    f.p_altered,
    f.log10_lr,
    f.confidence,
    f.n_places,
    f.n_copies_carrying,
    f.n_copies_compared,
    f.n_captures,
    f.n_independent_sources,
    f.first_seen_at,
    f.example_sha256,
    f.example_page_no,
    c.items
from findings as f
join work.carriers as c on c.file_sha256 = f.example_sha256 and c.page_no = f.example_page_no
where f.cluster_id = $cluster_id
order by f.p_altered desc nulls last, f.strength desc nulls last, f.finding_id;
