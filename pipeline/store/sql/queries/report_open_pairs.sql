-- Pages outside a cluster of which it stayed open whether they belong to it, or that are the same form only.
select
    case when a.cluster_id = $cluster_id then b.file_name else a.file_name end as file_name,
    case when a.cluster_id = $cluster_id then b.page_no else a.page_no end as page_no,
    first(m.relation order by m.score desc nulls last, m.relation) as relation,
    first(m.reason order by m.score desc nulls last, m.relation) as reason
from page_matches as m
join page_clusters as a on a.file_sha256 = m.file_a and a.page_no = m.page_a
join page_clusters as b on b.file_sha256 = m.file_b and b.page_no = m.page_b
where a.cluster_id <> b.cluster_id
    and (a.cluster_id = $cluster_id or b.cluster_id = $cluster_id)
    and m.relation in ('undetermined', 'same_template')
group by all
order by relation desc, file_name, page_no;
