"""Reads a mail from standard input by Python's own reader, and prints its
headers, in order, and both bodies as JSON."""

import email
import email.policy
import json
import sys

mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
defects = [repr(defect) for part in mail.walk() for defect in part.defects]
text = mail.get_body(("plain",))
html = mail.get_body(("html",))
print(
    json.dumps(
        {
            "headers": [[name, str(value)] for name, value in mail.items()],
            "kind": mail.get_content_type(),
            "text": text and text.get_content(),
            "html": html and html.get_content(),
            "defects": defects,
        }
    )
)
