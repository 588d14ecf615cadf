-- Counts tickets: what each is to be counted as, less what it was counted as. One statement sees
-- one moment. `which` are the keys of the tickets; `tickets/counting.py` gives the parameters.
WITH wanted AS MATERIALIZED ({which}),
ticket AS MATERIALIZED (
    SELECT t.id, t.unit_id, coalesce(t.category_id, 0) AS category, t.is_restricted,
        CASE WHEN t.priority = %(emergency)s THEN 0 ELSE t.block_hours END AS block_hours
    FROM tickets_ticket t JOIN wanted USING (id)
),

-- its clocks, on the day each started
reading AS MATERIALIZED (
    SELECT t.id, t.category, t.is_restricted, c.started_at, c.due_at, c.stopped_at,
        CASE WHEN t.is_restricted THEN t.unit_id ELSE coalesce(c.unit_id, t.unit_id) END AS unit_id,
        CASE WHEN c.round = 1 AND c.name = ANY(%(of_officers)s) THEN 0 ELSE t.block_hours
            END AS block_hours,
        (%(clocks)s::jsonb ->> c.name)::int AS measure
    FROM ticket t JOIN tickets_clock c ON c.ticket_id = t.id
),
clock AS MATERIALIZED (
    -- blocks fill India's day, which is five and a half hours ahead and knows no summer time
    SELECT *, CASE WHEN block_hours > 0 THEN date_bin(make_interval(hours => block_hours), due_at,
        TIMESTAMPTZ '2000-01-01 00:00:00+05:30') + make_interval(hours => block_hours)
        END AS seen_late_at
    FROM reading
),
of_clocks AS (
    SELECT id, unit_id, category, is_restricted, block_hours,
        (started_at AT TIME ZONE 'Asia/Kolkata')::date AS day, measure + step AS measure, bucket
    FROM clock CROSS JOIN LATERAL (VALUES
        (0, CASE WHEN stopped_at IS NOT NULL THEN width_bucket(
            extract(epoch FROM stopped_at - started_at)::float8, %(bounds)s::float8[]) END),
        (1, CASE WHEN stopped_at IS NULL THEN 0 END),
        (2, CASE WHEN coalesce(stopped_at, %(now)s) >= due_at THEN 0 END),
        (3, CASE WHEN stopped_at IS NULL AND due_at <= %(now)s AND seen_late_at > %(now)s
            THEN 0 END)
    ) AS fact (step, bucket) WHERE bucket IS NOT NULL
),

-- its events, on their days, at whoever had it then
told AS (
    SELECT t.*, e.number, e.kind, e.happened_at, e.by_id, e.data,
        e.data ->> (%(hands)s::jsonb ->> e.kind) AS receiver
    FROM ticket t JOIN tickets_event e ON e.ticket_id = t.id
    WHERE e.kind = ANY(%(kinds)s)
),
handed AS (
    SELECT *, count(nullif(receiver, '')) OVER (PARTITION BY id ORDER BY number) AS hand,
        -- closed together with others and taken back: then both bear the same word
        data ? 'together' AND count(*) OVER (PARTITION BY id, data ->> 'together') > 1 AS is_undone
    FROM told
),
placed AS (
    SELECT *, CASE WHEN kind = %(returned)s THEN data ->> 'from'
        ELSE first_value(receiver) OVER (PARTITION BY id, hand ORDER BY number) END AS holder
    FROM handed
),
of_events AS (
    SELECT p.id,
        CASE WHEN p.is_restricted THEN p.unit_id ELSE coalesce(u.id, p.unit_id) END AS unit_id,
        p.category, p.is_restricted,
        CASE WHEN p.kind = %(opened)s THEN p.block_hours ELSE 0 END AS block_hours,
        (p.happened_at AT TIME ZONE 'Asia/Kolkata')::date AS day,
        (%(happened)s::jsonb ->> p.kind)::int AS measure,
        CASE
            WHEN p.kind = %(opened)s
                THEN extract(hour FROM p.happened_at AT TIME ZONE 'Asia/Kolkata')::int
            WHEN p.kind = %(reopened)s THEN (p.by_id IS NOT NULL)::int
            ELSE coalesce(
                (%(outcomes)s::jsonb ->> (p.data ->> 'outcome'))::int,
                (%(reasons)s::jsonb ->> (p.data ->> 'reason'))::int,
                0
            ) END AS bucket
    FROM placed p LEFT JOIN districts_unit u ON u.code = p.holder
    WHERE %(happened)s::jsonb ? p.kind AND NOT p.is_undone
),

-- what it is to be counted as, what it was, and the difference
fact AS MATERIALIZED (
    SELECT id AS ticket_id, unit_id, category, is_restricted, block_hours, day, measure, bucket
    FROM of_clocks
    UNION ALL
    SELECT id, unit_id, category, is_restricted, block_hours, day, measure, bucket
    FROM of_events
),
before AS MATERIALIZED (
    SELECT f.id AS figure, f.unit_id, coalesce(f.category_id, 0) AS category, f.is_restricted,
        f.block_hours, f.day, f.measure, f.bucket
    FROM wanted JOIN tickets_tally y ON y.ticket_id = wanted.id
    CROSS JOIN LATERAL unnest(y.figures) AS counted (figure)
    JOIN tickets_figure f ON f.id = counted.figure
),
difference AS (
    SELECT unit_id, category, is_restricted, block_hours, day, measure, bucket, sum(n) AS n
    FROM (
        SELECT unit_id, category, is_restricted, block_hours, day, measure, bucket, 1 AS n
        FROM fact
        UNION ALL
        SELECT unit_id, category, is_restricted, block_hours, day, measure, bucket, -1
        FROM before
    ) AS both_ways
    GROUP BY unit_id, category, is_restricted, block_hours, day, measure, bucket
    HAVING sum(n) <> 0
),
changed AS (
    INSERT INTO tickets_figure AS f
        (unit_id, category_id, is_restricted, block_hours, day, measure, bucket, count)
    SELECT unit_id, nullif(category, 0), is_restricted, block_hours, day, measure, bucket, n
    FROM difference
    ON CONFLICT (unit_id, day, measure, bucket, category_id, is_restricted, block_hours)
        DO UPDATE SET count = f.count + excluded.count
    RETURNING f.id AS figure, unit_id, coalesce(category_id, 0) AS category, is_restricted,
        block_hours, day, measure, bucket
),
-- by a window and not a join, whose plan would hang on guesses about the tables above
placed_fact AS (
    SELECT ticket_id, max(figure) OVER (
        PARTITION BY unit_id, category, is_restricted, block_hours, day, measure, bucket
    ) AS figure
    FROM (
        SELECT ticket_id, NULL::bigint AS figure,
            unit_id, category, is_restricted, block_hours, day, measure, bucket
        FROM fact
        UNION ALL SELECT NULL, * FROM changed
        UNION ALL SELECT NULL, * FROM before
        UNION ALL SELECT id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM wanted
    ) AS known
),
kept AS (
    INSERT INTO tickets_tally AS y (ticket_id, figures)
    SELECT ticket_id, coalesce(array_agg(figure ORDER BY figure) FILTER (WHERE figure > 0), '{}')
    FROM placed_fact WHERE ticket_id IS NOT NULL
    GROUP BY ticket_id
    ON CONFLICT (ticket_id) DO UPDATE SET figures = excluded.figures
        WHERE y.figures <> excluded.figures
),

-- it need not be counted again before one of its clocks runs out
done AS (DELETE FROM tickets_recount r USING wanted WHERE r.ticket_id = wanted.id),
again AS (
    INSERT INTO tickets_recount (ticket_id, due_at)
    SELECT id, min(moment)
    FROM clock CROSS JOIN LATERAL (VALUES (due_at), (seen_late_at)) AS next (moment)
    WHERE stopped_at IS NULL AND moment > %(now)s
    GROUP BY id
)
SELECT count(*) FROM wanted
