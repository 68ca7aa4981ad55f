"""The automation conditions in use, each written once, and the sensor that evaluates them."""

import dagster as dg

NIGHTLY = (
    dg.AutomationCondition.on_cron("30 3 * * *") & dg.AutomationCondition.all_deps_blocking_checks_passed()
).with_label("nightly, after its inputs were updated and passed their blocking checks")
