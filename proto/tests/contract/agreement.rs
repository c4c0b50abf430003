//! Schemas and serde agree on what is sent.

use quarterday_proto::command::Envelope;
use quarterday_proto::report::ReportContent;
use quarterday_proto::route::Route;
use quarterday_proto::scheme::Scheme;
use quarterday_proto::sheet::Sheets;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::samples;
use crate::schemas::validator;

/// Changes each part of a value in many ways, and asks schema and serde.
fn agree<T: DeserializeOwned>(validator: &jsonschema::Validator, sample: &impl Serialize) {
    let sample = serde_json::to_value(sample).unwrap();
    let mut places = Vec::new();
    pointers(&sample, String::new(), &mut places);
    for place in places {
        for change in [
            json!(null),
            json!(true),
            json!(7),
            json!(-7),
            json!(300),
            json!(1.5),
            json!("x"),
            json!("1.50"),
            json!(""),
            json!("2020-21"),
            json!("2020-09-30"),
            json!([]),
            json!(["x"]),
            json!({}),
            json!({ "x": 1 }),
        ] {
            let mut changed = sample.clone();
            let part = changed.pointer_mut(&place).unwrap();
            // Serde takes the fields of a struct as a list too. Nobody should
            // send that, so no schema allows it.
            if part.is_object() && change.is_array() {
                continue;
            }
            *part = change;
            same_verdict::<T>(validator, &changed);
        }
        let mut longer = sample.clone();
        if let Value::Object(object) = longer.pointer_mut(&place).unwrap() {
            object.insert("not_a_field".to_owned(), json!("x"));
            same_verdict::<T>(validator, &longer);
        }
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let mut shorter = sample.clone();
        if let Some(Value::Object(object)) = shorter.pointer_mut(parent) {
            object.remove(key);
            same_verdict::<T>(validator, &shorter);
        }
    }
}

fn same_verdict<T: DeserializeOwned>(validator: &jsonschema::Validator, value: &Value) {
    // As a client sends it: as text.
    let read = serde_json::from_str::<T>(&value.to_string());
    let valid = validator.validate(value);
    assert_eq!(
        valid.is_ok(),
        read.is_ok(),
        "schema: {:?}\nserde: {:?}\nvalue: {value}",
        valid.err().map(|error| error.to_string()),
        read.err(),
    );
}

/// The place of every part of a value.
pub(crate) fn pointers(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            object
                .iter()
                .for_each(|(key, inner)| pointers(inner, format!("{at}/{key}"), places));
        }
        Value::Array(values) => {
            let inner = values.iter().enumerate();
            inner.for_each(|(index, inner)| pointers(inner, format!("{at}/{index}"), places));
        }
        _ => {}
    }
    places.push(at);
}

#[test]
fn schema_and_serde_agree_on_what_is_sent() {
    let commands = validator("command.json");
    samples::envelopes()
        .iter()
        .for_each(|sample| agree::<Envelope>(&commands, sample));
    agree::<Scheme>(&validator("scheme.json"), &samples::rich_scheme());
    agree::<Route>(&validator("route.json"), &samples::full_route());
    agree::<ReportContent>(&validator("report-content.json"), &samples::full_content());
    agree::<Sheets>(&validator("sheets.json"), &samples::full_sheets());
}

#[test]
fn decimals_are_texts_and_thresholds_may_be_numbers() {
    let row = |percent: Value| {
        json!({ "observations": [{ "sheet": "s", "line": 2, "plan": "p", "ref": "r",
            "as_at": "2020-09-30", "percent_complete": percent }] })
    };
    let sheets = validator("sheets.json");
    for percent in [
        json!("50"),
        json!("-0.50"),
        json!(50),
        json!(0.5),
        json!("half"),
        json!(""),
    ] {
        same_verdict::<Sheets>(&sheets, &row(percent));
    }
    let mut scheme = serde_json::to_value(samples::rich_scheme()).unwrap();
    let schemes = validator("scheme.json");
    for end in [
        json!(5),
        json!(-1.5),
        json!("5.0"),
        json!(null),
        json!("five"),
        json!([5]),
    ] {
        let clause = &mut scheme["assessment"][0]["status"][0]["when"][0];
        *clause = json!({ "shortfall": { "from": end } });
        same_verdict::<Scheme>(&schemes, &scheme);
    }
}

/// A reader may take more than a schema promises. What that is, is written down
/// here, so that a change of it is seen; what is stored is in the strict form.
#[test]
fn some_other_spellings_are_read_and_written_in_the_strict_form() {
    let read = |column: &str, text: &str| {
        let mut row = json!({ "sheet": "s", "line": 2, "plan": "p", "ref": "r",
            "as_at": "2020-09-30" });
        row[column] = text.into();
        let value = json!({ "observations": [row] });
        assert!(
            !validator("sheets.json").is_valid(&value),
            "{text} is in the schema"
        );
        let sheets: Sheets = serde_json::from_value(value).unwrap();
        let written = serde_json::to_value(&sheets).unwrap();
        assert!(validator("sheets.json").is_valid(&written), "{written}");
        written["observations"][0][column]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(read("actual", "+5"), "5");
    assert_eq!(read("actual", ".5"), "0.5");
    assert_eq!(read("actual", "5."), "5");
    assert_eq!(read("actual", "1_000"), "1000");
    assert_eq!(read("actual", "1e3"), "1000");
    assert_eq!(read("as_at", "20200930"), "2020-09-30");
    assert_eq!(read("as_at", "2020-09-30T12:00:00"), "2020-09-30");
}
