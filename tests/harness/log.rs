//! The log's files read with nothing of ours: a line is JSON.

use std::path::PathBuf;

use serde_json::Value;

/// A record of a log, as text and as JSON.
#[derive(Debug, Clone)]
pub struct Line {
    /// The exact text, without its newline.
    pub text: String,
    /// What it says.
    pub value: Value,
}

impl Line {
    /// Its place.
    ///
    /// # Panics
    /// When it has none.
    pub fn place(&self) -> u64 {
        self.value["head"]["place"]
            .as_u64()
            .expect("a head has a place")
    }

    /// The command that made it.
    ///
    /// # Panics
    /// When it names none.
    pub fn command(&self) -> &str {
        self.value["head"]["command"]
            .as_str()
            .expect("a head names its command")
    }
}

/// The records of segment files, in order. Markers are left out.
///
/// # Panics
/// When a file cannot be read or a line is no JSON.
pub fn lines(segments: &[PathBuf]) -> Vec<Line> {
    let mut lines = Vec::new();
    for path in segments {
        let text = std::fs::read_to_string(path).expect("a segment is text");
        for line in text.lines() {
            let value: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{}: {error}: {line}", path.display()));
            if value.get("head").is_some() {
                lines.push(Line {
                    text: line.to_owned(),
                    value,
                });
            }
        }
    }
    lines
}
