-- A broken prober looks like an outage of everything at once. Its runs are told by their good share,
-- compared with what the provider's earlier runs showed; the percentile stays high through a long period
-- of bad runs, so that no run's verdict depends on another verdict.
with
    checks as (select * from {{ ref("int_checks_classified") }}),

    probe_runs as (select * from {{ ref("stg_probe_runs") }}),

    runs as (
        select
            checks.run_id,
            checks.provider_id,
            min(checks.checked_at) as checked_at,
            coalesce(bool_and(probe_runs.is_valid), true) as is_self_check_passed,
            {{ count_where("checks.is_judged") }} as check_count,
            {{ ratio(count_where("checks.is_good"), count_where("checks.is_judged")) }} as good_ratio
        from checks
        left join probe_runs on checks.run_id = probe_runs.run_id
        group by checks.run_id, checks.provider_id
    ),

    compared as (
        select
            *,
            count(*) over earlier_runs as earlier_run_count,
            {{ moving_percentile("good_ratio", var("run_baseline_percentile"), "earlier_runs") }}
            as usual_good_ratio
        from runs
        where is_self_check_passed and check_count >= {{ var("run_minimum_checks") }}
        window
            earlier_runs as (
                partition by provider_id
                order by
                    checked_at asc nulls last,
                    run_id asc nulls last
                    rows between {{ var("run_window_count") }} preceding and 1 preceding
            )
    )

select
    runs.run_id,
    runs.provider_id,
    runs.checked_at,
    runs.check_count,
    runs.good_ratio,
    compared.usual_good_ratio,
    runs.is_self_check_passed
    and not coalesce(
        compared.earlier_run_count >= {{ var("run_minimum_history") }}
        and runs.good_ratio < {{ var("run_baseline_share") }} * compared.usual_good_ratio,
        false
    ) as is_valid
from runs
left join compared on runs.run_id = compared.run_id and runs.provider_id = compared.provider_id
