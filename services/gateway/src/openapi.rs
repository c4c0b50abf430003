//! The OpenAPI document (3.1), made from the table.

use quarterday_proto::api::Problem;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::endpoint::{Content, Endpoint, Needs};
use crate::query::{Parameter, Shape};

/// The document of a table.
pub(crate) fn document(table: &[Endpoint]) -> Value {
    let mut generator = generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths = Map::new();
    for endpoint in table.iter().filter(|endpoint| !endpoint.is_page) {
        let path = paths
            .entry(endpoint.documented_path())
            .or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation(endpoint, &mut generator);
    }
    let schemas: Map<String, Value> = generator.take_definitions(true);
    sorted(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "quarterday",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A council's quarterly performance cycle. Commands go in, and every \
                figure can be traced to the records of an append-only log and proved offline. \
                Every refusal is `application/problem+json` with a stable `code`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": { "Problem": {
                "description": "Why the request was not done.",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API token of the council, `qd_<council>_…`. At the operator's \
                    own socket none is needed.",
            } },
        },
    }))
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.contract = Contract::Deserialize;
            settings.meta_schema = None;
        })
        .with_transform(RecursiveTransform(plain_descriptions))
        .with_transform(RecursiveTransform(decimals_are_texts))
        .into_generator()
}

fn operation(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = segments(&endpoint.documented_path());
    parameters.extend(endpoint.query.iter().map(query_parameter));
    parameters.extend(endpoint.headers.iter().map(|(name, about)| {
        json!({ "name": name, "in": "header", "description": about,
            "schema": { "type": "string" } })
    }));
    let mut answer = json!({ "description": endpoint.summary });
    if let Some(gives) = &endpoint.gives {
        answer["content"] = content(std::slice::from_ref(gives), generator);
    }
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "parameters": parameters,
        "responses": {
            (endpoint.status.to_string()): answer,
            "default": { "$ref": "#/components/responses/Problem" },
        },
    });
    if !endpoint.takes.is_empty() {
        operation["requestBody"] =
            json!({ "required": true, "content": content(&endpoint.takes, generator) });
    }
    operation["description"] = endpoint.needs.about().into();
    operation["x-needs"] = endpoint.needs.as_str().into();
    if !matches!(
        endpoint.needs,
        Needs::Nothing | Needs::Link | Needs::Session
    ) {
        operation["security"] = json!([{ "token": [] }]);
    }
    operation
}

fn content(contents: &[Content], generator: &mut SchemaGenerator) -> Value {
    let mut by_media = Map::new();
    for content in contents {
        let schema = match (content.schema, content.media) {
            (Some(schema), _) => schema(generator).to_value(),
            (None, "multipart/form-data") => json!({
                "type": "object",
                "description": "One or more files under any field names, each with its file name.",
                "additionalProperties": { "type": "string", "format": "binary" },
            }),
            (None, "application/octet-stream") => json!({ "type": "string", "format": "binary" }),
            (None, "application/json") => json!({ "type": "object" }),
            (None, _) => json!({ "type": "string" }),
        };
        by_media.insert(content.media.to_owned(), json!({ "schema": schema }));
    }
    by_media.into()
}

/// The parameters of a path.
fn segments(path: &str) -> Vec<Value> {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let about = |name| match name {
        "council" => "Id of the council.",
        "plan" => "Reference of the plan, percent-encoded.",
        "ref" => "Reference of the item, percent-encoded.",
        "quarter" => "For example `2020-21-Q2`.",
        "place" => "Place of the log, from 1.",
        "level" => "Level of the tile, from 0.",
        "index" => {
            "Index of the tile in groups of three digits, all but the last after an `x`, and \
             `.p/` and its width where it is not full: `067`, `x001/x234/067.p/8`. Its `/` stand \
             as they are."
        }
        _ => "Name, percent-encoded.",
    };
    let parameter = |name| {
        let kind = if name == "place" { "integer" } else { "string" };
        json!({ "name": name, "in": "path", "required": true, "description": about(name),
            "schema": { "type": kind } })
    };
    names.map(parameter).collect()
}

fn query_parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Whole => json!({ "type": "integer", "minimum": 0 }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Words(words) => json!({ "type": "string", "enum": words() }),
    };
    json!({ "name": parameter.name, "in": "query", "description": parameter.about,
        "schema": schema })
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

/// Decimal numbers are read and written as texts, so that no program rounds
/// them on the way; the schema library takes them for either.
fn decimals_are_texts(schema: &mut Schema) {
    let decimal = schema
        .get("pattern")
        .and_then(Value::as_str)
        .is_some_and(|pattern| pattern.starts_with("^-?\\d+(\\.\\d+)?"));
    if let Some(Value::Array(types)) = schema.get_mut("type")
        && decimal
    {
        types.retain(|name| name != "number");
    }
}

/// Keys in alphabetical order, whatever order the maps of a build keep.
fn sorted(value: Value) -> Value {
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
