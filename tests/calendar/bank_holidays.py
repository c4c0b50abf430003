"""Bank holidays on weekdays by nation, as the library holidays knows them.

Reads `{"from": 2012, "to": 2028}` and writes `{"england": ["2012-01-02", ...], ...}`.
"""

import json
import sys

import holidays

SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT"}
FRIDAY = 4

asked = json.load(sys.stdin)
years = range(asked["from"], asked["to"] + 1)
answer = {
    nation: sorted(
        day.isoformat()
        for day in holidays.UnitedKingdom(subdiv=subdivision, years=years)
        if day.weekday() <= FRIDAY
    )
    for nation, subdivision in SUBDIVISIONS.items()
}
json.dump(answer, sys.stdout)
