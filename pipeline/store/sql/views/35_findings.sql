create view findings as
with groups as (
    select cluster_id, items, array_to_string(items, ',') as items_text, count(*) as n_copies_carrying
    from work.carriers
    group by cluster_id, items
), places as (
    select
        g.cluster_id,
        g.items_text,
        s.place_no,
        s.reading_no,
        s.kind,
        s.reading,
        s.p_side,
        -- of places about as suspect a whole line is the headline, then the surest difference
        s.p_side >= max(s.p_side) over (partition by g.cluster_id, g.items_text) - 0.1 as is_main,
        -- an item and its price, or a page's number, are no more than a figure is
        s.kind in ('line_inserted', 'line_removed')
        and coalesce(greatest(len(string_split(s.reading, ' ')), len(string_split(o.other_reading, ' '))), 0) >= 3
            as is_whole_line,
        s.strength,
        s.n_copies,
        s.first_seen_at,
        c.is_open,
        o.other_reading,
        nullif(o.n_other, 0) as n_other, -- 0: only references read otherwise, and they are told of apart
        o.other_known_sources,
        o.other_sources,
        o.other_first_seen_at
    from (select cluster_id, items_text, unnest(items) as item from groups) as g
    join work.sides as s on s.cluster_id = g.cluster_id and s.place_no || ':' || s.reading_no = g.item
    join work.changed_sides as c
        on c.cluster_id = s.cluster_id and c.place_no = s.place_no and c.reading_no = s.reading_no
    left join work.opposites as o
        on o.cluster_id = s.cluster_id and o.place_no = s.place_no and o.reading_no = s.reading_no
), named as (
    select
        cluster_id,
        items_text,
        count(*) as n_places,
        max(p_side) as p_place,
        max(strength) as strength,
        string_agg(kind || '|' || coalesce(reading, ''), '||' order by kind, reading) as content,
        first(struct_pack(
            kind, reading, n_copies, first_seen_at, other_reading, n_other, other_known_sources, other_sources,
            other_first_seen_at
        ) order by is_main desc, is_whole_line desc, round(strength) desc nulls last, place_no) as main
    from places
    group by cluster_id, items_text
), identified as (
    select
        *,
        -- Equal texts at other places of the same cluster are told apart by their order.
        left(sha256(concat_ws('|', cluster_id, content, row_number() over (
            partition by cluster_id, content order by items_text
        ))), 16) as finding_id
    from named
), pages as (
    select
        c.cluster_id,
        array_to_string(c.items, ',') as items_text,
        c.file_sha256,
        c.page_no,
        v.verdict,
        v.p_altered,
        v.log10_lr,
        v.confidence,
        (select min(s.observed_at) from sightings as s where s.file_sha256 = c.file_sha256) as first_seen_at
    from work.carriers as c
    join page_verdicts as v on v.file_sha256 = c.file_sha256 and v.page_no = c.page_no
), examples as (
    select
        cluster_id,
        items_text,
        first(struct_pack(file_sha256, page_no, verdict, p_altered, log10_lr, confidence)
            order by p_altered desc nulls last, first_seen_at nulls last, file_sha256, page_no) as example,
        min(first_seen_at) as first_seen_at,
        string_agg(file_sha256 || '#' || page_no, ',' order by file_sha256, page_no) as carriers
    from pages
    group by cluster_id, items_text
), sources as (
    select
        p.cluster_id,
        p.items_text,
        p.file_sha256,
        lower(coalesce(trim(s.platform), '')) || ' ' || lower(coalesce(nullif(trim(s.forwarded_from), ''), trim(s.author))) as source,
        coalesce(nullif(trim(s.forwarded_from), ''), nullif(trim(s.author), '')) is not null as is_known
    from pages as p
    join sightings as s on s.file_sha256 = p.file_sha256
), independent as (
    select
        cluster_id,
        items_text,
        count(distinct source) filter (where is_known)
        + (count(distinct file_sha256) > count(distinct file_sha256) filter (where is_known))::integer as n
    from sources
    group by cluster_id, items_text
), compared as (
    -- Copies that show at least one of the places.
    select p.cluster_id, p.items_text, count(distinct (r.file_sha256, r.page_no)) as n
    from places as p
    join work.shown as r on r.cluster_id = p.cluster_id and r.place_no = p.place_no and not r.is_reference
    group by p.cluster_id, p.items_text
), compared_main as (
    select p.cluster_id, p.items_text, p.place_no, count(*) as n
    from places as p
    join work.shown as r on r.cluster_id = p.cluster_id and r.place_no = p.place_no and not r.is_reference
    group by p.cluster_id, p.items_text, p.place_no
), main_places as (
    select
        cluster_id,
        items_text,
        first(place_no order by is_main desc, is_whole_line desc, round(strength) desc nulls last, place_no) as place_no
    from places
    group by cluster_id, items_text
), gathered as (
    select
        i.finding_id,
        i.cluster_id,
        i.n_places,
        i.main,
        i.strength,
        i.p_place,
        g.n_copies_carrying,
        n.n as n_copies_compared,
        m.n as n_at_main,
        s.n as n_independent_sources,
        e.first_seen_at,
        e.example,
        r.sentence as reference_says,
        left(sha256(concat_ws('|', i.finding_id, e.carriers, e.example.verdict, r.sentence)), 16) as evidence_hash
    from identified as i
    join groups as g on g.cluster_id = i.cluster_id and g.items_text = i.items_text
    join examples as e on e.cluster_id = i.cluster_id and e.items_text = i.items_text
    join compared as n on n.cluster_id = i.cluster_id and n.items_text = i.items_text
    join main_places as mp on mp.cluster_id = i.cluster_id and mp.items_text = i.items_text
    join compared_main as m
        on m.cluster_id = mp.cluster_id and m.items_text = mp.items_text and m.place_no = mp.place_no
    left join independent as s on s.cluster_id = i.cluster_id and s.items_text = i.items_text
    left join work.reference_says as r on r.cluster_id = mp.cluster_id and r.place_no = mp.place_no
), worded as (
    select
        *,
        main.kind = 'graphic' as is_drawn,
        case
            when is_drawn and main.reading <> '' then ['carries', 'carry']
            when is_drawn then ['lacks', 'lack']
            else ['reads', 'read']
        end as says_here,
        case
            when is_drawn and main.reading <> '' then ['lacks', 'lack']
            when is_drawn then ['carries', 'carry']
            else ['reads', 'read']
        end as says_there,
        case when is_drawn then 'a stamp, signature or drawing'
            when main.reading is null then 'something illegible' when main.reading = '' then 'nothing'
            when regexp_matches(main.reading, '\s|^(nothing|it)$|[“”]')
                then '“' || translate(case when len(main.reading) > 60 then left(main.reading, 59) || '…' else main.reading end, '“”', '""') || '”'
            when len(main.reading) > 60 then left(main.reading, 59) || '…' else main.reading end as here,
        case when is_drawn then 'it' when main.other_reading is null then 'something illegible' when main.other_reading = '' then 'nothing'
            when regexp_matches(main.other_reading, '\s|^(nothing|it)$|[“”]')
                then '“' || translate(case when len(main.other_reading) > 60 then left(main.other_reading, 59) || '…' else main.other_reading end, '“”', '""') || '”'
            when len(main.other_reading) > 60 then left(main.other_reading, 59) || '…' else main.other_reading end as there,
        main.n_other = n_at_main - main.n_copies as is_rest,
        abs(date_diff('minute', main.other_first_seen_at, main.first_seen_at)) as minutes_apart
    from gathered
), decided as (
    select
        w.finding_id,
        r.reviewer,
        arg_max(r.verdict, r.decided_at) as verdict,
        arg_max(coalesce(r.evidence_hash = w.evidence_hash, true), r.decided_at) as is_on_this
    from worded as w
    join reviews as r
        on r.kind = 'verdict'
        and r.withdrawn_by is null
        and (
            r.finding_id = w.finding_id
            or (r.finding_id is null and r.file_sha256 = w.example.file_sha256
                and coalesce(r.page_no, w.example.page_no) = w.example.page_no)
        )
    group by w.finding_id, r.reviewer
), states as (
    select
        finding_id,
        case
            when not bool_or(is_on_this) then 'reopened'
            when count(distinct verdict) filter (where is_on_this and verdict <> 'unclear') > 1 then 'disagreed'
            when count(*) filter (where is_on_this and verdict <> 'unclear') > 1 then 'settled'
            when count(*) filter (where is_on_this and verdict <> 'unclear') = 1 then 'first_review'
            else 'open'
        end as state
    from decided
    group by finding_id
)
select
    w.finding_id,
    w.cluster_id,
    w.main.n_copies || ' of ' || w.n_at_main
    || case when w.n_at_main = 1 then ' copy' else ' copies' end
    || ' ' || w.says_here[least(w.main.n_copies, 2)] || ' ' || w.here
    || case
        when w.main.n_other is null then ''
        else concat_ws(
            ' ',
            ' where',
            case when w.is_rest then 'the other' end,
            case when w.is_rest and w.main.n_other = 1 then null else w.main.n_other end,
            w.says_there[least(w.main.n_other, 2)],
            w.there
        )
    end
    || ' (' || replace(w.main.kind, '_', ' ')
    || case w.n_places when 1 then '' when 2 then ', and 1 more place' else ', and ' || (w.n_places - 1) || ' more places' end
    || ').'
    || coalesce(case
        when w.main.n_other is null then null
        else
            case when w.main.n_other = 1 then ' The one ' else ' The ' || w.main.n_other || ' ' end || nullif(concat_ws(' and ',
                case
                    when w.main.other_known_sources = 0 then null
                    when w.main.n_other = 1 then 'comes from 1 independent source'
                    when w.main.other_sources = 1 then 'come from 1 independent source'
                    when w.main.other_sources > w.main.other_known_sources
                        then 'come from ' || w.main.other_sources || ' independent sources (all unknown ones counted as one)'
                    else 'come from ' || w.main.other_sources || ' independent sources'
                end,
                case
                    when w.minutes_apart is null then null
                    else case when w.main.n_other = 1 then 'was' else 'were' end || ' first seen '
                        || case
                            when w.minutes_apart = 0 then 'at the same time'
                            when w.minutes_apart < 60 then w.minutes_apart || case when w.minutes_apart = 1 then ' minute' else ' minutes' end
                            when w.minutes_apart < 2880 then (w.minutes_apart // 60) || case when w.minutes_apart < 120 then ' hour' else ' hours' end
                            else (w.minutes_apart // 1440) || ' days'
                        end
                        || case
                            when w.minutes_apart = 0 then ''
                            when w.main.other_first_seen_at < w.main.first_seen_at then ' earlier'
                            else ' later'
                        end
                end
            ), '') || '.'
    end, '')
    || coalesce(' ' || w.reference_says, '') as headline,
    w.n_places::integer as n_places,
    w.n_copies_carrying::integer as n_copies_carrying,
    w.n_copies_compared::integer as n_copies_compared,
    null::integer as n_captures,
    coalesce(w.n_independent_sources, 0)::integer as n_independent_sources,
    w.first_seen_at,
    w.example.verdict as verdict,
    w.example.p_altered as p_altered,
    w.example.log10_lr as log10_lr,
    w.example.confidence as confidence,
    coalesce(s.state, 'open') as state,
    w.example.file_sha256 as example_sha256,
    w.example.page_no as example_page_no,
    w.strength,
    w.evidence_hash,
    'Compares copies. Does not say whether the document is genuine, nor who changed it.' as caveat
from worded as w
left join states as s on s.finding_id = w.finding_id;

comment on view findings is 'Each different set of differing readings in a cluster, once, however many copies carry it.';
comment on column findings.finding_id is 'the finding; a hash of its cluster and its readings';
comment on column findings.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column findings.headline is 'the finding in one or two sentences';
comment on column findings.n_places is 'places that differ';
comment on column findings.n_copies_carrying is 'copies that carry these readings';
comment on column findings.n_copies_compared is 'copies that show at least one of the places';
comment on column findings.n_captures is 'different photographs, scans or renderings among the carriers; null when not known';
comment on column findings.n_independent_sources is 'different known authors with their platforms; all unknown authors together count as one';
comment on column findings.first_seen_at is 'earliest known time at which a carrier was seen; null when none is known';
comment on column findings.verdict is 'of the clearest example';
comment on column findings.p_altered is 'of the clearest example';
comment on column findings.log10_lr is 'of the clearest example';
comment on column findings.confidence is 'of the clearest example';
comment on column findings.state is 'open, first_review, disagreed, settled or reopened';
comment on column findings.example_sha256 is 'file of the clearest example';
comment on column findings.example_page_no is 'its page';
comment on column findings.strength is 'the strongest of its places';
comment on column findings.evidence_hash is 'hash of what a reviewer of the finding has in view; another one reopens it';
comment on column findings.caveat is 'what this says and what it does not';
