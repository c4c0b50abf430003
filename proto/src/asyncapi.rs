//! The AsyncAPI document (3.0): what goes over NATS, and the feed over HTTP.
//! The file is `proto/asyncapi.json`.

use serde_json::{Value, json};

use crate::event::Event;
use crate::{headers, schema, subject};

/// Address of the feed of a council's records as server-sent events.
pub const FEED_PATH: &str = "/api/v1/{council}/events";

/// The document, the same on every run.
pub fn file() -> String {
    schema::pretty(json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "quarterday",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Records of councils' performance cycles. Each record is one commit, \
                the same bytes on the wire as in the log. Commands go over HTTP, or from gateway \
                to writer, and are not part of this document.",
        },
        "defaultContentType": "application/json",
        "servers": servers(),
        "channels": channels(),
        "operations": operations(),
        "components": { "messages": messages(), "parameters": parameters() },
    }))
}

fn servers() -> Value {
    json!({
        "nats": {
            "host": "nats.council.example:4222",
            "protocol": "nats",
            "description": "NATS JetStream, server 2.10 or later. Each council has a stream \
                `qd-<council>` with the subjects `qd.<council>.>`; the place of a record is its \
                stream sequence.",
        },
        "http": {
            "host": "quarterday.council.example",
            "protocol": "https",
            "description": "Any gateway.",
        },
    })
}

fn channels() -> Value {
    let nats = json!([{ "$ref": "#/servers/nats" }]);
    json!({
        "records": {
            "address": format!("{}.{{council}}.{{kind}}.{{id}}", subject::ROOT),
            "title": "Records of one aggregate",
            "description": "For example `qd.rochdale.action.5h2k0c1m9v3xy`. A commit over several \
                aggregates is one record, under the subject of its first event.",
            "servers": nats,
            "parameters": {
                "council": { "$ref": "#/components/parameters/council" },
                "kind": { "$ref": "#/components/parameters/kind" },
                "id": { "$ref": "#/components/parameters/id" },
            },
            "messages": { "record": { "$ref": "#/components/messages/record" } },
        },
        "council": {
            "address": format!("{}.{{council}}.council", subject::ROOT),
            "title": "Records of the council itself",
            "servers": nats,
            "parameters": { "council": { "$ref": "#/components/parameters/council" } },
            "messages": { "record": { "$ref": "#/components/messages/record" } },
        },
        "feed": {
            "address": FEED_PATH,
            "title": "All that happens in a council, as server-sent events",
            "description": "In the order of places, without gaps. A client that comes back sends \
                `Last-Event-ID` and is given what follows that place.",
            "servers": [{ "$ref": "#/servers/http" }],
            "parameters": { "council": { "$ref": "#/components/parameters/council" } },
            "messages": { "entry": { "$ref": "#/components/messages/entry" } },
        },
    })
}

fn operations() -> Value {
    let operation = |action: &str, channel: &str, message: &str, summary: &str| {
        json!({
            "action": action,
            "channel": { "$ref": format!("#/channels/{channel}") },
            "messages": [{ "$ref": format!("#/channels/{channel}/messages/{message}") }],
            "summary": summary,
        })
    };
    json!({
        "appendRecord": operation("send", "records", "record",
            "The writer of a council appends a record. Nobody else publishes here."),
        "appendCouncilRecord": operation("send", "council", "record",
            "The writer of a council appends a record of the council itself."),
        "followRecords": operation("receive", "records", "record",
            "Every node follows the stream in order into its own ledger; other programs may too."),
        "followCouncilRecords": operation("receive", "council", "record",
            "As `followRecords`, for the council itself."),
        "sendFeed": operation("send", "feed", "entry",
            "A gateway sends each record once it is acknowledged and visible."),
    })
}

fn messages() -> Value {
    json!({
        "record": {
            "name": "record",
            "title": "A record",
            "summary": "The whole record line exactly as stored, newline included. Markers are \
                not sent. Hashes are over these bytes: check them before reading.",
            "contentType": "application/json",
            "headers": record_headers(),
            "payload": payload(),
        },
        "entry": {
            "name": "entry",
            "title": "An entry of the feed",
            "summary": "The `data` of a server-sent event whose `id` is the place. It holds what \
                happened, not the record: who wants to check hashes reads the log or the stream.",
            "contentType": "application/json",
            "payload": entry(),
        },
    })
}

fn entry() -> Value {
    json!({
        "type": "object",
        "properties": {
            "place": { "type": "integer", "minimum": 1, "description": "Its place in the log." },
            "recorded": {
                "type": "string", "format": "date-time", "description": "Writer's time.",
            },
            "subject": { "type": "string", "description": "Subject of its first event." },
            "actor": { "type": "string", "description": "Who did it." },
            "events": {
                "type": "array",
                "items": { "$ref": "schemas/events.json" },
                "description": "Its events; none once redacted.",
            },
        },
        "required": ["place", "recorded", "subject", "actor", "events"],
    })
}

/// The record line as stored.
fn payload() -> Value {
    json!({
        "schemaFormat": "application/schema+json;version=draft-2020-12",
        "schema": { "$ref": "schemas/record.json" },
    })
}

fn record_headers() -> Value {
    let hash = |about: &str| {
        json!({
            "type": "string", "pattern": "^[0-9a-f]{64}$", "description": about,
        })
    };
    let word = |only: &str| json!({ "type": "string", "const": only });
    json!({
        "type": "object",
        "properties": {
            headers::MESSAGE_ID: hash("Leaf hash of the record."),
            headers::EXPECTED_LAST_SEQUENCE: {
                "type": "string", "pattern": "^[0-9]+$",
                "description": "Place of the record before; 0 for the first.",
            },
            headers::EXPECTED_LAST_MESSAGE_ID:
                hash("Leaf hash of the record before; absent on the first record."),
            headers::CE_SPECVERSION: word("1.0"),
            headers::CE_ID: hash("Leaf hash of the record."),
            headers::CE_SOURCE: {
                "type": "string", "pattern": "^/councils/[a-z0-9-]{1,32}$",
                "description": "The council whose log it is.",
            },
            headers::CE_TYPE: {
                "type": "string", "examples": Event::NAMES,
                "description": "Name of the commit's first event.",
            },
            headers::CE_SUBJECT: {
                "type": "string", "examples": ["council", "action.5h2k0c1m9v3xy"],
                "description": "Subject of the commit's first event.",
            },
            headers::CE_TIME: {
                "type": "string", "format": "date-time", "description": "Writer's time.",
            },
            headers::CE_DATACONTENTTYPE: word("application/json"),
        },
        "required": [
            headers::MESSAGE_ID, headers::EXPECTED_LAST_SEQUENCE, headers::CE_SPECVERSION,
            headers::CE_ID, headers::CE_SOURCE, headers::CE_TYPE, headers::CE_SUBJECT,
            headers::CE_TIME, headers::CE_DATACONTENTTYPE,
        ],
    })
}

fn parameters() -> Value {
    json!({
        "council": {
            "description": "Id of the council: 1 to 32 of a-z, 0-9 and -.",
            "examples": ["rochdale"],
        },
        "kind": {
            "description": "Kind of aggregate.",
            "enum": subject::KINDS,
        },
        "id": {
            "description": "Its generated id, 13 characters of Crockford's base 32; of a quarter, \
                the id of the plan and the quarter.",
            "examples": ["5h2k0c1m9v3xy", "5h2k0c1m9v3xy-2020-21-q2"],
        },
    })
}
