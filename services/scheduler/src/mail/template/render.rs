//! Templates and what they are about become what a person reads.

use std::fmt::{self, Write as _};

use jiff::civil::Date;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Error, Files, Matter, Name};
use crate::mail::{Content, Line};

/// Steps that a template may take: a thousand items take a tenth of it.
const STEPS_MAX: u64 = 2_000_000;

/// Which words a mail was written with: SHA-256 over its files and the parts
/// that they share, so that a changed word is another version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(String);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The templates of a council, ready to write mails.
pub struct Templates {
    environment: Environment<'static>,
    files: Files,
}

impl Templates {
    /// Reads the files.
    ///
    /// # Errors
    /// [`Error::Template`] where one is not in order.
    pub fn new(files: Files) -> Result<Self, Error> {
        let mut environment = Environment::new();
        // What people type is never HTML; and no template counts by itself.
        environment.remove_filter("safe");
        environment.remove_global("range");
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_fuel(Some(STEPS_MAX));
        environment.set_formatter(write);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        environment.add_filter("day", |day: String| spoken(&day, "%A %-d %B %Y"));
        environment.add_filter("short_day", |day: String| spoken(&day, "%-d %B"));
        environment.add_filter("counted", counted);
        for source in &files.sources {
            let added = environment.add_template_owned(source.name, source.text.clone());
            added.map_err(|error| fault(&files, source.name, &error))?;
        }
        Ok(Self { environment, files })
    }

    /// The files that they are from.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Writes a mail.
    ///
    /// # Errors
    /// [`Error::Template`] where a template asks for what is not there.
    pub fn write(&self, matter: &Matter) -> Result<Content, Error> {
        let [subject, text, html] = matter.name().files();
        let subject_is = self.render(&subject, matter, "")?;
        let line = Line::of(&subject_is);
        if line.is_empty() {
            return Err(Error::Template {
                at: self.files.place(&subject),
                says: "gives an empty subject".to_owned(),
            });
        }
        Ok(Content {
            text: tidy(&self.render(&text, matter, line.as_str())?),
            html: tidy(&self.render(&html, matter, line.as_str())?),
            subject: line,
        })
    }

    /// Which words a mail is written with.
    pub fn version(&self, name: Name) -> Version {
        let own = name.files();
        let mut hasher = Sha256::new();
        for source in &self.files.sources {
            if source.name.starts_with("_parts/") || own.iter().any(|file| file == source.name) {
                for part in [source.name, &source.text] {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part.as_bytes());
                }
            }
        }
        Version(hex::encode(hasher.finalize()))
    }

    fn render(&self, file: &str, matter: &Matter, subject: &str) -> Result<String, Error> {
        let failed = |error: minijinja::Error| fault(&self.files, file, &error);
        let template = self.environment.get_template(file).map_err(failed)?;
        let subject = minijinja::context! { subject };
        let all = minijinja::context! { ..subject, ..Value::from_serialize(matter) };
        template.render(all).map_err(failed)
    }
}

/// Writes a value. One that is absent is an error, where else `none` would be
/// printed to a person. What HTML needs escaped is escaped, and the slashes of
/// links are left as they are.
fn write(
    out: &mut Output<'_>,
    state: &State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    if matches!(value.kind(), ValueKind::None | ValueKind::Undefined) {
        let why = "what is printed here may be absent: put it in {% if %}";
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, why));
    }
    let text = value.to_string();
    if state.auto_escape() == AutoEscape::None || value.is_safe() {
        return Ok(out.write_str(&text)?);
    }
    for letter in text.chars() {
        match letter {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

fn spoken(day: &str, form: &str) -> Result<String, minijinja::Error> {
    let no_day = || {
        // What is absent comes as the word that Jinja prints for nothing.
        let why = match day {
            "None" => "a day that is printed here may be absent: put it in {% if %}".to_owned(),
            other => format!("`{other}` is no day"),
        };
        minijinja::Error::new(ErrorKind::InvalidOperation, why)
    };
    let date: Date = day.parse().map_err(|_| no_day())?;
    Ok(date.strftime(form).to_string())
}

/// `1 item`, `2 items`.
fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn fault(files: &Files, file: &str, error: &minijinja::Error) -> Error {
    // An error in a shared part is told by that part.
    let mut inner = error;
    while let Some(next) =
        std::error::Error::source(inner).and_then(|next| next.downcast_ref::<minijinja::Error>())
    {
        inner = next;
    }
    let place = files.place(inner.name().unwrap_or(file));
    let says = inner.detail().map_or_else(
        || inner.kind().to_string(),
        |detail| match inner.kind() {
            ErrorKind::UndefinedError => detail.to_owned(),
            kind => format!("{kind}: {detail}"),
        },
    );
    Error::Template {
        at: match inner.line() {
            Some(line) => format!("{place} line {line}"),
            None => place,
        },
        says,
    }
}

/// No blanks at ends of lines, one empty line at most in a row, a line end last.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        tidied.push_str(line);
        tidied.push('\n');
    }
    tidied.truncate(tidied.trim_end().len());
    tidied.push('\n');
    tidied
}
