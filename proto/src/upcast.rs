//! Reading data of any version.
//!
//! Data is read straight into the current types. Only where that fails are its
//! events looked at one by one: an event under an old name is lifted to the
//! next one, as often as it takes, by the functions of [`LIFTS`], and the
//! golden file of the old version stays as it is.

use serde_json::Value;

use crate::event::{Data, Event};

/// How events of an old name become events of a newer one.
#[derive(Debug, Clone, Copy)]
pub struct Lift {
    /// The old name, for example `item.observed`.
    pub from: &'static str,
    /// The new name, for example `item.observed.2`.
    pub to: &'static str,
    /// Makes the new body of the old one, or says why it cannot.
    pub body: fn(Value) -> Result<Value, String>,
}

/// Every lift there is. Each event is still at its first version, so there is
/// none.
pub const LIFTS: &[Lift] = &[];

/// Why the data of a record cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An event of a name that this program does not know.
    #[error(
        "the event `{name}` is unknown: a newer version of the program wrote it; \
         read this log with that version"
    )]
    Newer {
        /// Name of the event.
        name: String,
        /// What the decoder said.
        #[source]
        source: serde_json::Error,
    },
    /// An old event whose body could not be lifted.
    #[error("the event `{name}` of an older version cannot be lifted: {reason}")]
    Lift {
        /// Name of the event.
        name: String,
        /// What was wrong with it.
        reason: String,
    },
    /// Data that is of no version of the contract.
    #[error("the data is of no version of the contract")]
    Shape(#[from] serde_json::Error),
}

/// Reads the data of a record.
///
/// # Errors
/// [`Error`] where no version of the contract can read it. In a verified log
/// this means that a newer version of the program wrote it.
pub fn read(data: &[u8]) -> Result<Data, Error> {
    match serde_json::from_slice(data) {
        Ok(read) => Ok(read),
        Err(source) => read_old(data, LIFTS, source),
    }
}

/// [`read`] with a table of lifts of its own, for tests of a lift that is not
/// released yet.
///
/// # Errors
/// See [`read`].
pub fn read_with(data: &[u8], lifts: &[Lift]) -> Result<Data, Error> {
    match serde_json::from_slice(data) {
        Ok(read) => Ok(read),
        Err(source) => read_old(data, lifts, source),
    }
}

#[cold]
fn read_old(data: &[u8], lifts: &[Lift], source: serde_json::Error) -> Result<Data, Error> {
    if !source.is_data() {
        return Err(Error::Shape(source));
    }
    let mut data: Value = serde_json::from_slice(data)?;
    let mut lifted = false;
    for list in ["/events", "/staged/events"] {
        let Some(Value::Array(events)) = data.pointer_mut(list) else {
            continue;
        };
        for event in events {
            match lift(event, lifts)? {
                Lifted::Current => {}
                Lifted::Once => lifted = true,
                Lifted::Unknown(name) => return Err(Error::Newer { name, source }),
            }
        }
    }
    if lifted {
        Ok(serde_json::from_value(data)?)
    } else {
        Err(Error::Shape(source))
    }
}

enum Lifted {
    Current,
    Once,
    Unknown(String),
}

/// Lifts one event, `{"<name>":{…}}`, to its current name.
fn lift(event: &mut Value, lifts: &[Lift]) -> Result<Lifted, Error> {
    let mut done = Lifted::Current;
    // Each name is left once, so this ends even with a table that goes round.
    for _ in 0..=lifts.len() {
        let Some(object) = event.as_object_mut().filter(|object| object.len() == 1) else {
            return Ok(done);
        };
        let Some(name) = object.keys().next().cloned() else {
            return Ok(done);
        };
        if Event::NAMES.contains(&name.as_str()) {
            return Ok(done);
        }
        let Some(step) = lifts.iter().find(|step| step.from == name) else {
            return Ok(Lifted::Unknown(name));
        };
        let old = object.remove(&name).unwrap_or_default();
        let body = (step.body)(old).map_err(|reason| Error::Lift { name, reason })?;
        object.insert(step.to.to_owned(), body);
        done = Lifted::Once;
    }
    Err(Error::Lift {
        name: lifts.first().map_or("", |step| step.from).to_owned(),
        reason: "the lifts go round in a circle".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// As if observations had been `item.seen` and then `item.watched` once.
    const FAKE: &[Lift] = &[
        Lift {
            from: "item.seen",
            to: "item.watched",
            body: give_it_a_kind,
        },
        Lift {
            from: "item.watched",
            to: "item.observed",
            body: nest_the_facts,
        },
    ];

    fn give_it_a_kind(mut body: Value) -> Result<Value, String> {
        body["kind"] = "action".into();
        Ok(body)
    }

    fn nest_the_facts(body: Value) -> Result<Value, String> {
        let day = body["day"].as_str().ok_or("it has no day")?;
        Ok(json!({
            "item": body["item"],
            "kind": body["kind"],
            "observation": { "as_at": day },
        }))
    }

    const NEW: &str = r#"{"item.observed":{"item":"0123456789abc","kind":"action","observation":{"as_at":"2020-09-30"}}}"#;
    const SEEN: &str = r#"{"item.seen":{"item":"0123456789abc","day":"2020-09-30"}}"#;
    const WATCHED: &str =
        r#"{"item.watched":{"item":"0123456789abc","kind":"action","day":"2020-09-30"}}"#;

    fn of(events: &str) -> String {
        format!(r#"{{"request":"00","events":[{events}]}}"#)
    }

    fn staged(events: &str) -> String {
        format!(r#"{{"request":"00","staged":{{"part":1,"events":[{events}]}}}}"#)
    }

    #[test]
    fn old_events_are_lifted_among_new_ones() {
        for wrap in [of, staged] {
            let old = wrap(&[NEW, SEEN, WATCHED].join(","));
            let new = wrap(&[NEW, NEW, NEW].join(","));
            let read = read_with(old.as_bytes(), FAKE).unwrap();
            assert_eq!(read, super::read(new.as_bytes()).unwrap());
        }
    }

    #[test]
    fn an_unknown_event_is_named() {
        for data in [of("{\"item.praised\":{}}"), staged("{\"item.praised\":{}}")] {
            let error = read(data.as_bytes()).unwrap_err();
            assert!(matches!(&error, Error::Newer { name, .. } if name == "item.praised"));
            assert!(
                error
                    .to_string()
                    .contains("a newer version of the program wrote it")
            );
        }
        assert!(matches!(
            read(of(SEEN).as_bytes()),
            Err(Error::Newer { .. })
        ));
    }

    #[test]
    fn a_body_that_cannot_be_lifted_says_why() {
        let data = of(r#"{"item.watched":{"item":"0123456789abc"}}"#);
        let error = read_with(data.as_bytes(), FAKE).unwrap_err();
        assert!(error.to_string().contains("item.watched"), "{error}");
        assert!(error.to_string().contains("it has no day"), "{error}");
    }

    #[test]
    fn what_is_no_data_is_a_fault_of_shape() {
        for data in [
            "",
            "{",
            "[]",
            "{}",
            r#"{"request":"0","events":7}"#,
            r#"{"request":"0","events":[{}]}"#,
        ] {
            assert!(
                matches!(read(data.as_bytes()), Err(Error::Shape(_))),
                "{data}"
            );
        }
        let damaged = of(r#"{"item.observed":{"item":"x"}}"#);
        assert!(matches!(read(damaged.as_bytes()), Err(Error::Shape(_))));
    }

    #[test]
    fn a_table_that_goes_round_ends() {
        fn same(body: Value) -> Result<Value, String> {
            Ok(body)
        }
        let round = [
            Lift {
                from: "a",
                to: "b",
                body: same,
            },
            Lift {
                from: "b",
                to: "a",
                body: same,
            },
        ];
        let error = read_with(of(r#"{"a":{}}"#).as_bytes(), &round).unwrap_err();
        assert!(matches!(error, Error::Lift { .. }));
    }

    #[test]
    fn every_lift_leaves_an_old_name_for_a_newer_one() {
        for step in LIFTS {
            assert!(
                !Event::NAMES.contains(&step.from),
                "{} is still written",
                step.from
            );
            let known = Event::NAMES.contains(&step.to);
            assert!(
                known || LIFTS.iter().any(|next| next.from == step.to),
                "{}",
                step.to
            );
        }
    }
}
