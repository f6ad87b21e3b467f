-- Clusters that a report is written for, most urgent first. $batch_id: those with a finding and a page in the batch, or
-- null: those with a finding that waits for a person.
select
    f.cluster_id,
    first(f.headline order by f.p_altered desc nulls last, f.finding_id) as headline,
    first(f.verdict order by f.p_altered desc nulls last, f.finding_id) as verdict,
    max(f.p_altered) as p_altered,
    first(f.confidence order by f.p_altered desc nulls last, f.finding_id) as confidence,
    count(*)::integer as n_findings,
    (select count(*) from page_clusters as c where c.cluster_id = f.cluster_id)::integer as n_pages
from findings as f
where case
    when $batch_id::varchar is null then f.state not in ('first_review', 'settled')
    else f.cluster_id in (
        select c.cluster_id
        from page_clusters as c
        join sightings as s on s.file_sha256 = c.file_sha256
        where s.batch_id = $batch_id
    )
end
group by f.cluster_id
order by max(f.p_altered) desc nulls last, f.cluster_id;
