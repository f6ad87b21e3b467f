-- Verdict rows of the pages whose verdict would be new. $prior: probability; $weights_version: the weights to use.
with given as (
    select
        ln($prior / (1 - $prior)) as prior_odds,
        coalesce(
            (select weight from facts.weights where weights_version = $weights_version and part = 'share'),
            ln($prior / (1 - $prior))
        ) as share_odds
), page_scores as (
    select
        w.cluster_id,
        w.file_sha256,
        w.page_no,
        sum(w.log_odds) filter (where w.place_no is null) as log_odds
    from work.weighed as w
    where w.weights_version = $weights_version
    group by w.cluster_id, w.file_sha256, w.page_no
), at_places as (
    select
        s.*,
        1 / (1 + exp(-g.prior_odds - s.content)) / (1 + coalesce(exp(-s.side), 0)) as p,
        1 / (1 + exp(-g.share_odds - s.content)) / (1 + coalesce(exp(-s.side), 0)) as p_at_share
    from work.place_sums as s, given as g
    where s.weights_version = $weights_version
), place_scores as (
    select
        cluster_id,
        file_sha256,
        page_no,
        first(struct_pack(place_no, content, side) order by p desc, place_no) as strongest,
        first(struct_pack(content, side) order by p_at_share desc, place_no) as strongest_at_share,
        -- 0.1: below it a reading is not worth showing as possibly changed (the contract of `differences`). -1.4: four
        -- to one that it is the other side, which leaves this copy out of the dispute.
        count(*) filter (where p >= 0.1 and coalesce(side, 0) > -1.4) as n_places
    from at_places
    group by cluster_id, file_sha256, page_no
), ledger as (
    select
        file_sha256,
        page_no,
        count(*) filter (where outcome in ('signalled', 'quiet')) as n_checks_run,
        count(*) filter (where outcome <> 'not_applicable') as n_checks_applicable
    from check_ledger
    group by file_sha256, page_no
), scores as (
    select
        c.file_sha256,
        c.page_no,
        c.cluster_id,
        s.* exclude (cluster_id, file_sha256, page_no),
        case -- a page has evidence of its own, or only at its places
            when e.cluster_id is not null then least(
                greatest(coalesce(e.log_odds, 0) + coalesce(p.strongest.content, 0), coalesce(m.lowest, '-infinity'::double)),
                coalesce(m.highest, 'infinity'::double)
            )
        end as content,
        p.strongest.side as side,
        p.strongest.place_no as strongest_place,
        -- the likelihood ratio does not depend on the prior, nor on which place is the strongest at it
        coalesce(e.log_odds, 0) + coalesce(p.strongest_at_share.content, 0) as content_at_share,
        p.strongest_at_share.side as side_at_share,
        coalesce(m.lowest, '-infinity'::double) as lowest,
        coalesce(m.highest, 'infinity'::double) as highest,
        coalesce(p.n_places, 0) as n_doubtful,
        coalesce(k.n_copies + k.n_references, 0) as n_copies,
        b.file_sha256 is not null as is_set_aside,
        coalesce(l.n_checks_run, 0) as n_checks_run,
        coalesce(l.n_checks_applicable, 0) as n_checks_applicable
    from page_clusters as c
    left join work.standings as s
        on s.cluster_id = c.cluster_id and s.file_sha256 = c.file_sha256 and s.page_no = c.page_no
    left join page_scores as e
        on e.cluster_id = c.cluster_id and e.file_sha256 = c.file_sha256 and e.page_no = c.page_no
    left join place_scores as p
        on p.cluster_id = c.cluster_id and p.file_sha256 = c.file_sha256 and p.page_no = c.page_no
    left join comparisons as k
        on k.cluster_id = c.cluster_id and k.file_sha256 = c.file_sha256 and k.page_no = c.page_no
    left join set_aside as b on b.file_sha256 = c.file_sha256 and b.page_no = c.page_no
    left join ledger as l on l.file_sha256 = c.file_sha256 and l.page_no = c.page_no
    left join facts.weights as m on m.weights_version = $weights_version and m.part = 'limit'
), odds as (
    -- p: somebody changed the content, and it was this side. Natural log-odds of the product of both probabilities; at
    -- the prior, and at the share of altered copies at which the likelihood ratio was fitted: how probable a difference
    -- is where this copy is unaltered depends on how many of the others are altered.
    select
        *,
        prior_odds + least(greatest(
            -ln(exp(-prior_odds - content) + coalesce(exp(-side), 0) * (1 + exp(-prior_odds - content))) - prior_odds,
            lowest
        ), highest) as log_odds,
        least(greatest(
            -ln(exp(-share_odds - content_at_share) + coalesce(exp(-side_at_share), 0) * (1 + exp(-share_odds - content_at_share)))
            - share_odds,
            lowest
        ), highest) as evidence
    from scores, given
), scored as (
    -- 20: surer than 1 in 500 million is more than any weight was fitted on
    select
        *,
        case when content is not null then 1 / (1 + exp(-least(greatest(log_odds, -20), 20))) end as p_altered,
        case when content is not null then evidence / ln(10) end as log10_lr
    from odds
), worded as (
    select
        file_sha256,
        page_no,
        cluster_id,
        case
            when not coalesce(is_examined, false) then 'not_examined'
            when is_reference then 'reference'
            -- 0.55: where the directive's "likely" begins; called so at an even chance it would contradict itself
            when n_doubtful > 0 and p_altered >= 0.55 and origin_witness then 'likely_altered'
            when n_doubtful > 0 then 'disputed'
            when n_single_file_signals > 0 then 'alteration_indicated'
            when n_compared > 0 and coverage >= 0.5 then 'copies_agree'
            when n_copies = 0 and legibility >= 0.5 and not is_set_aside then 'no_alteration_found'
            else 'inconclusive'
        end as verdict,
        p_altered,
        case -- terms of Intelligence Community Directive 203
            when p_altered is null then null
            when p_altered < 0.05 then 'almost no chance'
            when p_altered < 0.20 then 'very unlikely'
            when p_altered < 0.45 then 'unlikely'
            when p_altered < 0.55 then 'roughly even chance'
            when p_altered < 0.80 then 'likely'
            when p_altered < 0.95 then 'very likely'
            else 'almost certain'
        end as likelihood,
        case -- how much could be examined, apart from what it showed
            when coverage >= 0.9 and legibility >= 0.8 and n_compared >= 3 then 'high'
            when coverage >= 0.6 and n_compared >= 1 then 'moderate'
            else 'low'
        end as confidence,
        coalesce(explanation, 'This page has not been compared yet.') as explanation,
        log10_lr,
        case -- verbal scale of the ENFSI guideline for evaluative reporting (2015): powers of ten
            when log10_lr is null then null
            when abs(log10_lr) < log10(2) then 'no support either way'
            else
                case
                    when abs(log10_lr) < 1 then 'weak'
                    when abs(log10_lr) < 2 then 'moderate'
                    when abs(log10_lr) < 3 then 'moderately strong'
                    when abs(log10_lr) < 4 then 'strong'
                    when abs(log10_lr) < 6 then 'very strong'
                    else 'extremely strong'
                end || case when log10_lr > 0 then ' support that it was changed' else ' support that it was not changed' end
        end as support,
        $prior::double as prior,
        $weights_version::varchar as weights_version,
        n_checks_run,
        n_checks_applicable,
        content,
        side,
        strongest_place
    from scored
), hashed as (
    -- Rounded: the last bits of a sum depend on the order in which threads add.
    select
        *,
        sha256(to_json(struct_pack(
            cluster_id, verdict, p := round(p_altered, 9), confidence, explanation, lr := round(log10_lr, 6), prior, weights_version,
            n_checks_run, n_checks_applicable, content := round(content, 6), side := round(side, 6), strongest_place
        ))) as input_hash
    from worded
)
select h.*
from hashed as h
left join work.results as r
    on r.stage = 'assess' and r.subject = h.file_sha256 || '#' || h.page_no
where r.input_hash is distinct from h.input_hash
order by h.file_sha256, h.page_no;
