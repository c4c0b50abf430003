//! The AsyncAPI document (3.0): what goes over NATS, and the feed over HTTP.
//! The file is `proto/asyncapi.json`.

use serde_json::{Value, json};

use crate::event::Event;
use crate::{exchange, headers, schema, subject};

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
                the same bytes on the wire as in the log. Commands come over HTTP, which is not \
                part of this document; between nodes they go to the writer over NATS.",
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
    let mut channels = records_and_feed();
    if let (Value::Object(all), Value::Object(more)) = (&mut channels, between_nodes()) {
        all.extend(more);
    }
    channels
}

/// What nodes tell and ask each other. Nothing of it is stored.
fn between_nodes() -> Value {
    let root = exchange::ROOT;
    let channel = |address: String, title: &str, about: &str, messages: &[&str]| {
        let mut parameters = json!({ "council": { "$ref": "#/components/parameters/council" } });
        if address.contains("{node}") {
            parameters["node"] = json!({ "$ref": "#/components/parameters/node" });
        }
        let mut carried = json!({});
        for &message in messages {
            carried[message] = json!({ "$ref": format!("#/components/messages/{message}") });
        }
        json!({
            "address": address,
            "title": title,
            "description": about,
            "servers": [{ "$ref": "#/servers/nats" }],
            "parameters": parameters,
            "messages": carried,
        })
    };
    let answers = |about: &str, message: &str| {
        let mut messages = json!({});
        messages[message] = json!({ "$ref": format!("#/components/messages/{message}") });
        json!({
            "address": Value::Null,
            "title": about,
            "description": "On the subject that the request names for its answer.",
            "servers": [{ "$ref": "#/servers/nats" }],
            "messages": messages,
        })
    };
    json!({
        "reports": channel(
            format!("{root}.{{council}}.report"),
            "How far ledgers are",
            "Each node whose ledger counts tells it after each sync, and once a second.",
            &["report"],
        ),
        "heads": channel(
            format!("{root}.{{council}}.heads"),
            "A question to all: how far is your ledger?",
            "Before a node publishes as the writer it asks, and waits for so many answers that \
                one of them has everything that was ever acknowledged.",
            &["headsWanted"],
        ),
        "headsAnswers": answers("Answers to a question for heads", "report"),
        "recordsOfNode": channel(
            format!("{root}.{{council}}.records.{{node}}"),
            "A question to one node: records that the stream lost",
            "The writer puts them back into the stream, byte for byte.",
            &["recordsWanted"],
        ),
        "recordsOfNodeAnswers": answers("Records of one node's ledger", "lines"),
        "nameOfNode": channel(
            format!("{root}.{{council}}.name.{{node}}"),
            "A question to whoever has a node's name",
            "A node asks it before it takes part, and every two seconds: another that runs under \
                its name answers, and one of the two ends.",
            &["claim"],
        ),
        "nameOfNodeAnswers": answers("Another process of the same name", "claim"),
        "writing": channel(
            format!("{root}.{{council}}.writing"),
            "Who the writer is",
            "The writer tells it when it becomes so, and once a second.",
            &["writing"],
        ),
        "commands": channel(
            format!("{root}.{{council}}.command"),
            "Commands that reached another node than the writer",
            "Only the writer subscribes. A command over 512 KB comes in parts: each is a request \
                with the headers `Qd-Upload` and `Qd-Part`, and all but the last are answered \
                with an empty message.",
            &["command"],
        ),
        "commandsAnswers": answers("What became of a command", "outcome"),
    })
}

fn records_and_feed() -> Value {
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
    let asked = |channel: &str, message: &str, answers: &str, answer: &str, summary: &str| {
        let mut operation = operation("send", channel, message, summary);
        operation["reply"] = json!({
            "address": { "location": "$message.header#/reply-to",
                "description": "The reply subject of the NATS message; it is no header." },
            "channel": { "$ref": format!("#/channels/{answers}") },
            "messages": [{ "$ref": format!("#/channels/{answers}/messages/{answer}") }],
        });
        operation
    };
    json!({
        "reportProgress": operation("send", "reports", "report",
            "A node tells how far its ledger is on disk."),
        "hearProgress": operation("receive", "reports", "report",
            "Every node hears it, and shows what enough ledgers have."),
        "askForHeads": asked("heads", "headsWanted", "headsAnswers", "report",
            "A would-be writer asks all ledgers how far they are."),
        "askForRecords": asked("recordsOfNode", "recordsWanted", "recordsOfNodeAnswers", "lines",
            "A would-be writer asks the longest ledger for what the stream lost."),
        "askForName": asked("nameOfNode", "claim", "nameOfNodeAnswers", "claim",
            "A node asks whether another runs under its name."),
        "tellWriting": operation("send", "writing", "writing",
            "A node tells that it is the writer."),
        "hearWriting": operation("receive", "writing", "writing",
            "Every node hears it, and sends commands again that another writer did not answer."),
        "forwardCommand": asked("commands", "command", "commandsAnswers", "outcome",
            "A node sends a command on to the writer, and answers its sender once its own \
                views show the outcome."),
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
        "report": {
            "name": "report",
            "title": "How far a ledger is on disk, and with what",
            "contentType": "application/json",
            "payload": exchanged("Report"),
        },
        "headsWanted": {
            "name": "headsWanted",
            "title": "A question for heads",
            "summary": "Empty.",
            "payload": { "type": "string", "maxLength": 0 },
        },
        "recordsWanted": {
            "name": "recordsWanted",
            "title": "A question for records",
            "contentType": "application/json",
            "payload": exchanged("RecordsWanted"),
        },
        "lines": {
            "name": "lines",
            "title": "Records",
            "summary": "Record lines as stored, each with its newline, in order from the first \
                that was asked for: some 256 KB of them, perhaps fewer than asked for.",
            "contentType": "application/x-ndjson",
            "payload": { "type": "string" },
        },
        "claim": {
            "name": "claim",
            "title": "A process that runs under a node's name",
            "contentType": "application/json",
            "payload": exchanged("Claim"),
        },
        "writing": {
            "name": "writing",
            "title": "A node is the writer",
            "contentType": "application/json",
            "payload": exchanged("Writing"),
        },
        "command": {
            "name": "command",
            "title": "A command",
            "summary": "A command with its id and actor, or a part of one.",
            "contentType": "application/json",
            "headers": {
                "type": "object",
                "properties": {
                    exchange::WRITER: {
                        "type": "string", "pattern": "^[0-9]+ .+$",
                        "description": "For which term of which writer it is: number and term \
                            of the `writing` heard last.",
                    },
                    exchange::UPLOAD: {
                        "type": "string",
                        "description": "An id of the sending; only where it comes in parts.",
                    },
                    exchange::PART: {
                        "type": "string", "pattern": "^[0-9]+/[0-9]+$",
                        "description": "Number of the part, from 1, and how many there are.",
                    },
                },
            },
            "payload": {
                "schemaFormat": "application/schema+json;version=draft-2020-12",
                "schema": { "$ref": "schemas/command.json" },
            },
        },
        "outcome": {
            "name": "outcome",
            "title": "What became of a command",
            "summary": "`again`: not known, or not the writer any more; send it again, with the \
                same id.",
            "contentType": "application/json",
            "payload": exchanged("Outcome"),
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

/// A type of `exchange.rs`.
fn exchanged(name: &str) -> Value {
    json!({
        "schemaFormat": "application/schema+json;version=draft-2020-12",
        "schema": { "$ref": format!("schemas/exchange.json#/$defs/{name}") },
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
        "node": {
            "description": "Name of a node: 1 to 32 of a-z, 0-9 and -.",
            "examples": ["a"],
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
