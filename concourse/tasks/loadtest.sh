#!/bin/sh
# Runs in the folder that holds source-code/, and leaves the result in report/, as an archive too. The image of k6 has no Bash.
set -eu

case $SCENARIO in
  crawl) test_id=crawl ;;
  browse)
    test_id=browse-$PROFILE
    # They would take the place of the profile.
    unset K6_VUS K6_DURATION
    ;;
  *)
    echo "SCENARIO is \"$SCENARIO\", expected crawl or browse" >&2
    exit 1
    ;;
esac
# Of its own for each run: counters begin anew with k6, and would seem to fall.
test_id=$test_id-$(date -u +%Y-%m-%dT%H-%M-%SZ)

mkdir -p "report/$test_id"
set -- --tag "testid=$test_id" --summary-export "report/$test_id/summary.json"
if [ -n "$PROMETHEUS_URL" ]; then
  set -- "$@" --out experimental-prometheus-rw
  export K6_PROMETHEUS_RW_SERVER_URL="$PROMETHEUS_URL/api/v1/write" K6_PROMETHEUS_RW_TREND_STATS='p(95),p(99),avg,max'
fi
# The page alone, no server.
export K6_WEB_DASHBOARD=true K6_WEB_DASHBOARD_PORT=-1 K6_WEB_DASHBOARD_PERIOD=1s K6_WEB_DASHBOARD_EXPORT="report/$test_id/curves.html"
export K6_NO_USAGE_REPORT=true

# A threshold that does not hold fails the task, and is what the archive is wanted for.
status=0
k6 run "$@" "source-code/loadtest/$SCENARIO.ts" || status=$?
tar -czf "report/$test_id.tar.gz" -C report "$test_id"
exit "$status"
