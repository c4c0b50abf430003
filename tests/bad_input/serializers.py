"""Bodies of the media types that the generator of requests does not know."""

import schemathesis


@schemathesis.serializer("application/toml", "message/rfc822")
def as_text(context, value):
    """What is generated as a text, in UTF-8."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
