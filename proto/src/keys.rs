//! What a record is found by in the audit trail: the subjects that its events
//! are of or bear on, and the names of its events.

use std::collections::HashSet;
use std::sync::LazyLock;

use memchr::memmem;

use crate::event::Data;
use crate::upcast;

/// What a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A subject, for example `action.5h2k0c1m9v3xy`.
    Subject,
    /// The name of an event, for example `item.observed`.
    Type,
}

/// The name of the common event, which bears on no subject but its own.
const COMMON: &str = "item.observed";
/// How data of one common event begins, but for the request.
const COMMON_START: &[u8] = b"\",\"events\":[{\"item.observed\":{";
/// Where the request of data begins.
const REQUEST_START: &[u8] = b"{\"request\":\"";
/// Bytes of a request digest in hex.
const REQUEST_BYTES: usize = 32;
/// What stands between two events. Quotation marks within a text are escaped,
/// so at most the end of a text looks like it.
const BETWEEN_EVENTS: &[u8] = b"}},{\"";
/// Looks for it; made once, for it is asked of every commit.
static BETWEEN: LazyLock<memmem::Finder<'static>> =
    LazyLock::new(|| memmem::Finder::new(BETWEEN_EVENTS));

/// Gives each key of a record once, those of the head first.
///
/// Events under an old name are found by the name that they were written under
/// too, where it is that of the head.
pub fn subjects_and_types(
    data: &Data,
    head_subject: &str,
    head_kind: &str,
    add: &mut dyn FnMut(Key, &str),
) {
    add(Key::Subject, head_subject);
    add(Key::Type, head_kind);
    let staged = data
        .staged
        .as_ref()
        .map_or(&[][..], |staged| &staged.events);
    let mut seen = Seen {
        head_subject,
        subjects: HashSet::new(),
    };
    let mut names: Vec<&'static str> = Vec::new();
    for event in data.events.iter().chain(staged) {
        seen.subject(event.subject(), add);
        event.also_concerns(|subject| seen.subject(subject, add));
        let name = event.name();
        if name != head_kind && !names.contains(&name) {
            names.push(name);
            add(Key::Type, name);
        }
    }
}

/// Gives each key of a record once, from its head and the exact bytes of its
/// data. Data of one observation, by far the most of a log, is not parsed: the
/// head says it all.
///
/// # Errors
/// [`upcast::Error`] where the data cannot be read; the keys of the head are
/// given all the same.
pub fn of_record(
    head_subject: &str,
    head_kind: &str,
    data: &[u8],
    add: &mut dyn FnMut(Key, &str),
) -> Result<(), upcast::Error> {
    if head_kind == COMMON && is_one_common_event(data) {
        add(Key::Subject, head_subject);
        add(Key::Type, head_kind);
        return Ok(());
    }
    match upcast::read(data) {
        Ok(data) => {
            subjects_and_types(&data, head_subject, head_kind, add);
            Ok(())
        }
        Err(error) => {
            add(Key::Subject, head_subject);
            add(Key::Type, head_kind);
            Err(error)
        }
    }
}

/// Whether data is a single `item.observed` in the very form that it is
/// written in. A false no only costs time.
fn is_one_common_event(data: &[u8]) -> bool {
    let Some(rest) = data.strip_prefix(REQUEST_START) else {
        return false;
    };
    let Some((request, rest)) = rest.split_at_checked(REQUEST_BYTES) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(COMMON_START) else {
        return false;
    };
    request.iter().all(u8::is_ascii_hexdigit)
        && rest.ends_with(b"}}]}")
        && BETWEEN.find(rest).is_none()
}

struct Seen<'a> {
    head_subject: &'a str,
    subjects: HashSet<String>,
}

impl Seen<'_> {
    fn subject(&mut self, subject: String, add: &mut dyn FnMut(Key, &str)) {
        if subject != self.head_subject && !self.subjects.contains(&subject) {
            add(Key::Subject, &subject);
            self.subjects.insert(subject);
        }
    }
}
