//! Reading a configuration to its end: a fault in one key hides none in another.

use std::ops::Range;

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::Config;

/// How often a text is read again without what was at fault; whoever has more
/// faults mends these first.
const TRIES_MAX: usize = 100;
/// Makes what stands for a value.
type Standing = fn() -> DeValue<'static>;
/// Keys that there must be, with what stands for them while the rest is read.
const NEEDED: [(&str, Standing); 3] = [
    ("bus.nats.node", || DeValue::String("a".into())),
    ("bus.nats.servers", || {
        let mut servers = DeArray::new();
        let server = DeValue::String("nats://127.0.0.1".into());
        servers.push(Spanned::new(NOWHERE, server));
        DeValue::Array(servers)
    }),
    ("mail.smtp.host", || DeValue::String("localhost".into())),
];
/// Where something stands that is not in the text.
const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

/// What a text says, as far as it can be read, and each fault with its line.
pub(super) fn read(text: &str) -> (Option<Config>, Vec<String>) {
    let (mut table, errors) = DeTable::parse_recoverable(text);
    // What comes after a line that is no TOML may not be what was meant.
    if !errors.is_empty() {
        let fault = |error: &toml::de::Error| told(text, error, None);
        let mut faults: Vec<_> = errors.iter().map(fault).collect();
        // The rest of such a line is at fault for what stands before it.
        faults.dedup_by_key(|(line, _)| *line);
        return (None, in_order(faults));
    }
    let mut faults = Vec::new();
    let mut taken = Vec::new();
    for _ in 0..TRIES_MAX {
        let error = match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) => return (Some(config), in_order(faults)),
            Err(error) => error,
        };
        let at = error.span().map_or(0, |span| span.start);
        let missing = error.message().strip_prefix("missing field `");
        let missing = missing.and_then(|rest| rest.split('`').next());
        let path = match missing {
            Some(field) => add(table.get_mut(), at, field),
            None => take_out(table.get_mut(), at, ""),
        };
        let known = path.as_ref().is_some_and(|path| taken.contains(path));
        if missing.is_none() || !known {
            faults.push(told(text, &error, path.as_deref()));
        }
        match path {
            Some(path) => taken.push(path),
            None => break,
        }
    }
    (None, in_order(faults))
}

fn in_order(mut faults: Vec<(usize, String)>) -> Vec<String> {
    faults.sort_by_key(|(line, _)| *line);
    faults.into_iter().map(|(_, fault)| fault).collect()
}

/// A fault with its line and key, and the line apart.
fn told(text: &str, error: &toml::de::Error, path: Option<&str>) -> (usize, String) {
    let at = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let key = path.map_or_else(String::new, |path| format!("{path}: "));
    let message = error.message().trim_end().replace('\n', "; ");
    let value = text[at..].lines().next().unwrap_or_default();
    let hint = if value.trim_start_matches(['"', '\'']).starts_with('@') {
        " (a placeholder of a template, which is filled in where it is used: check what that makes)"
    } else {
        ""
    };
    (line, format!("line {line}: {key}{message}{hint}"))
}

/// Takes the innermost entry at a position out of a table; its path.
fn take_out(table: &mut DeTable<'_>, at: usize, path: &str) -> Option<String> {
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let own = join(path, key.get_ref());
        if let Some(inner) = take_out_of_value(value, at, &own) {
            return Some(inner);
        }
        if key.span().contains(&at) || value.span().contains(&at) {
            found = Some((key.get_ref().to_string(), own));
        }
    }
    let (key, own) = found?;
    table.remove(key.as_str());
    Some(own)
}

fn take_out_of_value(value: &mut Spanned<DeValue<'_>>, at: usize, path: &str) -> Option<String> {
    match value.get_mut() {
        DeValue::Table(table) => take_out(table, at, path),
        DeValue::Array(values) => {
            let place = values.iter().position(|value| value.span().contains(&at))?;
            if let Some(inner) = take_out_of_value(values.get_mut(place)?, at, path) {
                return Some(inner);
            }
            let mut rest = DeArray::new();
            for (number, value) in values.iter().enumerate() {
                if number != place {
                    rest.push(value.clone());
                }
            }
            *values = rest;
            Some(path.to_owned())
        }
        _ => None,
    }
}

/// Adds what stands for a missing key to the table at a position, or takes the
/// table out where nothing does; the path of the key.
fn add(table: &mut DeTable<'_>, at: usize, field: &str) -> Option<String> {
    let path = path_of(table, at, "")?;
    let own = join(&path, field);
    let Some((_, standing)) = NEEDED.iter().find(|(needed, _)| *needed == own) else {
        take_out(table, at, "")?;
        return Some(own);
    };
    let mut inner = table;
    for key in path.split('.') {
        let DeValue::Table(next) = inner.get_mut(key)?.get_mut() else {
            return None;
        };
        inner = next;
    }
    let key = Spanned::new(NOWHERE, field.to_owned().into());
    inner.insert(key, Spanned::new(NOWHERE, standing()));
    Some(own)
}

/// The path of the innermost table at a position.
fn path_of(table: &DeTable<'_>, at: usize, path: &str) -> Option<String> {
    let mut found = None;
    for (key, value) in table {
        let DeValue::Table(inner) = value.get_ref() else {
            continue;
        };
        let own = join(path, key.get_ref());
        if let Some(inner) = path_of(inner, at, &own) {
            return Some(inner);
        }
        if key.span().contains(&at) || value.span().contains(&at) {
            found = Some(own);
        }
    }
    found
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (config, faults) = read(text);
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.starts_with(expected), "{expected}: {faults:#?}");
        }
        assert!(config.is_some() || !expected.is_empty());
    }

    const ALONE: &str = "[bus.nats]\nservers = ['nats://h']\nnode = 'a'\n";

    #[test]
    fn one_fault_hides_no_other() {
        check(ALONE, &[]);
        check("", &[]);
        check(
            "datum = 'x'\n[http]\nlisten = 'here'\n[mail]\nfrom = 'nobody'\n[bus.nats]\n\
             servers = ['nats://h', 5]\nnode = 'A B'\nnodee = 'a'\nledgers = ['a', 'B C', 'D E']\n\
             replicas = 'three'\n",
            &[
                "line 1: datum: unknown field `datum`, expected one of",
                "line 3: http.listen: ",
                "line 5: mail.from: ",
                "line 7: bus.nats.servers: invalid type",
                "line 8: bus.nats.node: ",
                "line 9: bus.nats.nodee: unknown field",
                "line 10: bus.nats.ledgers: ",
                "line 10: bus.nats.ledgers: ",
                "line 11: bus.nats.replicas: invalid type",
            ],
        );
    }

    #[test]
    fn what_is_missing_is_named_once() {
        check(
            "[bus.nats]\nreplica = 1\n[mail.smtp]\nport = 'x'\n",
            &[
                "line 1: bus.nats.servers: missing field",
                "line 1: bus.nats.node: missing field",
                "line 2: bus.nats.replica",
                "line 3: mail.smtp.host: missing field",
                "line 4: mail.smtp.port",
            ],
        );
        check("[bus]\nnats = 5\n", &["line 2: bus.nats: invalid type"]);
        check(
            "bus = { nats = { servers = [], node = 7 } }\n",
            &["line 1: bus.nats.node: "],
        );
    }

    #[test]
    fn what_is_no_toml_is_named_with_its_line() {
        check("a = = 1\n[http]\nlisten == 5\n", &["line 1: ", "line 3: "]);
    }

    #[test]
    fn a_placeholder_is_told_from_a_name() {
        let (_, faults) = read("[bus.nats]\nservers = ['nats://h']\nnode = '@NODE@'\n");
        assert!(
            faults[0].contains("placeholder of a template"),
            "{faults:?}"
        );
    }
}
