//! The JSON Schemas of the contract (draft 2020-12), made from its types.
//!
//! What a client sends (commands, sheets, schemes) is described as it is read;
//! what the program writes (events, positions, answers, records) as it is
//! written. The files lie in `proto/schemas`.

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::answer::{Accepted, Rejection};
use crate::command::Envelope;
use crate::event::{Data, Event};
use crate::exchange::{Claim, Outcome, RecordsWanted, Report, Writing};
use crate::id::{ActorId, CommandId};
use crate::layout::Layout;
use crate::position::Position;
use crate::report::ReportContent;
use crate::route::Route;
use crate::scheme::Scheme;
use crate::sheet::Sheets;

/// Decimal numbers are texts, so that no program rounds them on the way. No
/// more digits are kept than 29 before the point and 28 behind it.
pub const DECIMAL_PATTERN: &str = "^-?[0-9]{1,29}(\\.[0-9]{1,28})?$";

/// The pattern of decimals that the schema library knows, in both directions.
const DERIVED_DECIMALS: [&str; 2] = ["^-?\\d+(\\.\\d+)?([eE]\\d+)?$", "^-?\\d+(\\.\\d+)?$"];

/// Name and content of every schema file.
pub fn files() -> Vec<(&'static str, String)> {
    vec![
        file("accepted.json", of::<Accepted>(Contract::Serialize)),
        file("command.json", of::<Envelope>(Contract::Deserialize)),
        file("data.json", of::<Data>(Contract::Serialize)),
        file("events.json", of::<Event>(Contract::Serialize)),
        file("exchange.json", exchange()),
        file("position.json", of::<Position>(Contract::Serialize)),
        file("record.json", record()),
        file("rejection.json", of::<Rejection>(Contract::Serialize)),
        file(
            "report-content.json",
            of::<ReportContent>(Contract::Deserialize),
        ),
        file("layout.json", of::<Layout>(Contract::Deserialize)),
        file("route.json", of::<Route>(Contract::Deserialize)),
        file("scheme.json", of::<Scheme>(Contract::Deserialize)),
        file("sheets.json", of::<Sheets>(Contract::Deserialize)),
    ]
}

/// A value as the text of a file that is the same on every run: keys in
/// alphabetical order, two blanks a level, a newline at the end.
pub(crate) fn pretty(value: Value) -> String {
    let text = serde_json::to_string_pretty(&sorted(value));
    let mut text = text.expect("a JSON value is written as JSON");
    text.push('\n');
    text
}

fn file(name: &'static str, mut schema: Value) -> (&'static str, String) {
    let word = name.trim_end_matches(".json");
    schema["$id"] = format!("urn:quarterday:schema:{word}").into();
    (name, pretty(schema))
}

fn of<T: JsonSchema>(contract: Contract) -> Value {
    generator(contract).into_root_schema_for::<T>().to_value()
}

fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.contract = contract)
        .with_transform(RecursiveTransform(plain_descriptions))
        .with_transform(RecursiveTransform(decimals_are_texts))
        .into_generator()
}

/// Takes the links of the Rust documentation out of descriptions.
fn plain_descriptions(schema: &mut Schema) {
    let Some(Value::String(text)) = schema.get("description") else {
        return;
    };
    if text.starts_with("See [`") {
        schema.remove("description");
    } else {
        let text = text
            .replace("[`", "`")
            .replace("`]", "`")
            .replace("crate::", "");
        schema.insert("description".to_owned(), text.into());
    }
}

/// Numbers are read and written as texts only.
fn decimals_are_texts(schema: &mut Schema) {
    let pattern = schema.get("pattern").and_then(Value::as_str);
    if !pattern.is_some_and(|pattern| DERIVED_DECIMALS.contains(&pattern)) {
        return;
    }
    schema.insert("pattern".to_owned(), DECIMAL_PATTERN.into());
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "number");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
}

/// What nodes tell and ask each other, one definition a type.
fn exchange() -> Value {
    let mut generator = generator(Contract::Serialize);
    generator.subschema_for::<Report>();
    generator.subschema_for::<RecordsWanted>();
    generator.subschema_for::<Claim>();
    generator.subschema_for::<Writing>();
    generator.subschema_for::<Outcome>();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Exchange",
        "description": "What the nodes of a cluster tell and ask each other over NATS. Each \
            message is one of the definitions; which, the AsyncAPI document says.",
        "$defs": generator.take_definitions(true),
    })
}

/// The line of a log, which no type stands for: it is written byte by byte.
fn record() -> Value {
    let mut generator = generator(Contract::Serialize);
    let data = generator.subschema_for::<Data>();
    let actor = generator.subschema_for::<ActorId>();
    let command = generator.subschema_for::<CommandId>();
    let mut definitions = Map::new();
    for (name, definition) in generator.take_definitions(true) {
        definitions.insert(name, definition);
    }
    definitions.insert(
        "Hash".to_owned(),
        json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "32 bytes in hex." }),
    );
    definitions.insert("Head".to_owned(), head(&actor, &command));
    definitions.insert("Marker".to_owned(), marker());
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record line",
        "description": "One line of a log, without its newline: a record or a marker. \
            Keys stand in the order crc, head, salt, data (crc, marker), with no blanks \
            between them. The checksum and the hashes are over the bytes as they stand; \
            a reader must not write the line anew before it checks them.",
        "type": "object",
        "properties": { "crc": {
            "type": "string",
            "pattern": "^[0-9a-f]{8}$",
            "description": "CRC-32C of every byte that follows `{\"crc\":\"xxxxxxxx\",` up to, \
                and without, the newline, as 8 hex digits.",
        } },
        "oneOf": [
            {
                "title": "Record",
                "properties": {
                    "crc": true,
                    "head": { "$ref": "#/$defs/Head" },
                    "salt": { "anyOf": [{ "$ref": "#/$defs/Hash" }, { "type": "null" }],
                        "description": "32 random bytes in hex; null once redacted." },
                    "data": { "anyOf": [data, { "type": "null" }],
                        "description": "What the command did; null once redacted, as is the salt." },
                },
                "required": ["crc", "head", "salt", "data"],
                "additionalProperties": false,
            },
            {
                "title": "Marker",
                "properties": { "crc": true, "marker": { "$ref": "#/$defs/Marker" } },
                "required": ["crc", "marker"],
                "additionalProperties": false,
            },
        ],
        "$defs": definitions,
    });
    RecursiveTransform(plain_descriptions)
        .transform(<&mut Schema>::try_from(&mut schema).expect("an object was written just above"));
    schema
}

fn head(actor: &Schema, command: &Schema) -> Value {
    json!({
        "type": "object",
        "description": "What is hashed into the tree. The leaf hash (RFC 6962, section 2.1) is \
            SHA-256(0x00 || head) over the exact bytes of this object, braces included. It holds \
            no name, reference, address or free text.",
        "properties": {
            "place": { "type": "integer", "minimum": 1,
                "description": "Position in the log, from 1, without gaps." },
            "prev": { "$ref": "#/$defs/Hash",
                "description": "Leaf hash of the record before; 64 zeros at place 1." },
            "recorded": { "type": "string", "format": "date-time",
                "description": "Writer's time in UTC with six decimals, never before that of the \
                    record before." },
            "subject": { "type": "string", "pattern": "^[a-z]+(\\.[0-9a-z-]+)?$",
                "description": "Subject of the commit's first event." },
            "type": { "type": "string", "description": "Name of the commit's first event." },
            "actor": actor,
            "command": command,
            "cause": { "type": "integer", "minimum": 1,
                "description": "Place of the commit that caused this one, where one did." },
            "digest": { "$ref": "#/$defs/Hash",
                "description": "SHA-256(salt || data) over the 32 salt bytes and the exact bytes \
                    of the data." },
        },
        "required": ["place", "prev", "recorded", "subject", "type", "actor", "command", "digest"],
        "additionalProperties": false,
    })
}

fn marker() -> Value {
    json!({
        "type": "object",
        "description": "Everything up to this place was on disk when it was written. A marker is \
            no leaf of the tree and is never sent over the bus.",
        "properties": {
            "place": { "type": "integer", "minimum": 0, "description": "Last place synced." },
            "root": { "$ref": "#/$defs/Hash",
                "description": "Root of the Merkle tree (RFC 6962) over places 1 to this one." },
        },
        "required": ["place", "root"],
        "additionalProperties": false,
    })
}

/// Keys in alphabetical order, whatever order the maps of this build keep.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect()
        }
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        other => other,
    }
}
