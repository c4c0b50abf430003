"""A calendar feed as the library icalendar reads it: its properties in JSON.

Reads text/calendar and writes `{"name": ..., "problems": [...], "events": [...]}`.
"""

import json
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
problems = [str(error) for error in calendar.errors]
events = []
for event in calendar.walk("VEVENT"):
    problems += [str(error) for error in event.errors]
    events.append(
        {
            "uid": str(event["UID"]),
            "start": event.decoded("DTSTART").isoformat(),
            "end": event.decoded("DTEND").isoformat(),
            "stamp": event.decoded("DTSTAMP").isoformat(),
            "sequence": event["SEQUENCE"],
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "categories": [str(one) for one in event["CATEGORIES"].cats]
            if "CATEGORIES" in event
            else [],
            "url": str(event.get("URL", "")),
            "status": str(event["STATUS"]),
        }
    )
json.dump(
    {
        "name": str(calendar["X-WR-CALNAME"]),
        "problems": problems,
        "events": events,
    },
    sys.stdout,
)
