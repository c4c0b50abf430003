//! The linter on what five real reports claim, and on drafts made at random.

#![allow(clippy::unwrap_used)]

mod checks;
mod random;
mod seeds;

use std::path::Path;

use quarterday_domain::lint::{Draft, lint};
use quarterday_proto::lint::Finding;

/// A draft of `tests/fixtures/drafts`.
fn draft(name: &str) -> Draft {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/drafts");
    let text = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("draft {name}: {error}"))
}

/// Findings by code, place and words.
fn seen(findings: &[Finding]) -> Vec<(String, String, String)> {
    let of = |finding: &Finding| {
        let place = &finding.place;
        let at = place
            .paragraph
            .clone()
            .unwrap_or_else(|| place.heading.clone());
        (finding.code.clone(), at, finding.says.clone())
    };
    findings.iter().map(of).collect()
}
