from django.db import migrations

COMMITMENTS = """
CREATE FUNCTION contracts_cesp_commitments(on_day date) RETURNS TABLE (contract_id bigint, ended_on date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT served.contract_id,
       greatest(served.fresh_from + (owed.days - served.before) - 1, allowance.last_day) AS ended_on
FROM (
    -- Days of practice, each counted once when placements overlap, and how many came before.
    SELECT contract_id, first_start, fresh_from,
           greatest(until - fresh_from + 1, 0) AS days,
           coalesce(sum(greatest(until - fresh_from + 1, 0)) OVER earlier, 0)::integer AS before
    FROM (
        SELECT id, contract_id, start,
               coalesce(last_day, DATE '9999-12-30') AS until,
               min(start) OVER (PARTITION BY contract_id) AS first_start,
               greatest(start, max(coalesce(last_day, DATE '9999-12-30')) OVER earlier + 1) AS fresh_from
        FROM contracts_cespplacement placement
        -- Two years are owed at the least: a practice begun later cannot be over.
        WHERE EXISTS (
            SELECT FROM contracts_cespplacement old
            WHERE old.contract_id = placement.contract_id AND old.start < on_day - 729
        )
        WINDOW earlier AS (
            PARTITION BY contract_id ORDER BY start, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    ) placement
    WINDOW earlier AS (
        PARTITION BY contract_id ORDER BY start, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) served
JOIN contracts_cespcontract contract ON contract.id = served.contract_id
-- No last day of the allowance (neither written nor given by the diploma): nothing can be over yet.
CROSS JOIN LATERAL (
    SELECT least(contract.allowance_last_day, contract.diploma_date - 1) AS last_day
) allowance
LEFT JOIN LATERAL (
    SELECT sum(upper(period) - lower(period))::integer AS days
    FROM unnest((
        SELECT range_agg(
            daterange(start, last_day, '[]') * daterange(contract.allowance_start, allowance.last_day, '[]')
        )
        FROM contracts_cespevent event
        WHERE event.contract_id = contract.id AND type = 'suspension'
          AND start <= allowance.last_day
          AND coalesce(event.last_day, 'infinity') >= contract.allowance_start
          AND allowance.last_day >= contract.allowance_start
    )) AS period
) suspended ON true
CROSS JOIN LATERAL (
    SELECT (extract(year FROM allowance.last_day + 1) - extract(year FROM contract.allowance_start)) * 12
           + extract(month FROM allowance.last_day + 1) - extract(month FROM contract.allowance_start) AS months
) elapsed
CROSS JOIN LATERAL (
    SELECT greatest(
        24,
        elapsed.months
        - CASE WHEN contract.allowance_start + make_interval(months => elapsed.months::integer)
                    > allowance.last_day + 1 THEN 1 ELSE 0 END
        - coalesce(suspended.days, 0) / 30
    )::integer AS months
) obligation
CROSS JOIN LATERAL (
    SELECT (served.first_start + make_interval(months => obligation.months))::date - served.first_start AS days
) owed
WHERE allowance.last_day IS NOT NULL
  AND served.before < owed.days
  AND served.before + served.days >= owed.days
$$
"""

COMMITMENT_END = """
CREATE FUNCTION contracts_cesp_commitment_end(contract bigint, on_day date) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT ended_on FROM contracts_cesp_commitments(on_day) WHERE contract_id = contract
$$
"""


class Migration(migrations.Migration):
    """The last day of each commitment served in full, of use for any day after it.

    The months owed are `max(24, months of allowance)`, counted from the first placement; days without a placement put
    the end off. Nothing ends while the allowance still runs. A breach is not looked at: it wins over the end.
    `contracts_cesp_commitments(day)` gives the commitments that may be over before `day`,
    `contracts_cesp_commitment_end(contract, day)` that of one contract, or null.
    """

    dependencies = [("contracts", "0003_initial")]

    operations = [
        migrations.RunSQL(COMMITMENTS, "DROP FUNCTION contracts_cesp_commitments(date)"),
        migrations.RunSQL(COMMITMENT_END, "DROP FUNCTION contracts_cesp_commitment_end(bigint, date)"),
    ]
