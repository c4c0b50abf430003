//! Deadlines as an iCalendar feed (RFC 5545), for Outlook, Google and others to
//! subscribe to.
//!
//! A deadline is a whole day without a zone, so no time zone is described. What
//! a feed holds depends on its deadlines alone: the same ones give the same
//! bytes, and a subscriber sees a change only where there is one.

mod text;

use jiff::Timestamp;
use jiff::civil::Date;

use text::{escaped, fold_into};

/// The most deadlines that a feed holds.
pub const DEADLINES_MAX: usize = 10_000;

/// How long a subscriber waits before it asks again, as an RFC 5545 duration.
const REFRESH: &str = "PT1H";

/// A day by which something is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Names it for ever, in this feed and in others: `sign-off.q2.finance`. A
    /// subscriber moves what it knows by this name.
    pub uid: String,
    /// The day.
    pub day: Date,
    /// What is to be done, in a few words.
    pub title: String,
    /// What is to be known beside it; lines may be broken.
    pub detail: String,
    /// The committee that it is for.
    pub committee: Option<String>,
    /// The posts that are to do it.
    pub persons: Vec<String>,
    /// Where to do it.
    pub url: Option<String>,
    /// When it was last changed.
    pub changed: Timestamp,
    /// How often it was changed, so that a subscriber knows the newer of two.
    pub sequence: u32,
    /// Whether it no longer holds: subscribers strike it out.
    pub cancelled: bool,
}

/// Whose deadlines a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// Everybody's.
    All,
    /// Those of a post.
    Person(&'a str),
    /// Those of a committee.
    Committee(&'a str),
}

/// Why a feed could not be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// Too many deadlines.
    #[error("{count} deadlines are more than a feed holds ({DEADLINES_MAX}): ask for fewer")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// Two deadlines have one name, of which a subscriber would lose one.
    #[error("two deadlines are called `{uid}`")]
    SameUid {
        /// The name.
        uid: String,
    },
    /// A day at the end of the calendar, which has no next one.
    #[error("the deadline `{uid}` is on the last day of the calendar")]
    LastDay {
        /// Its name.
        uid: String,
    },
}

impl Whose<'_> {
    fn is_of(self, deadline: &Deadline) -> bool {
        match self {
            Self::All => true,
            Self::Person(post) => deadline.persons.iter().any(|person| person == post),
            // A committee is one however it is capitalised.
            Self::Committee(name) => deadline.committee.as_deref().is_some_and(|committee| {
                committee.trim().to_lowercase() == name.trim().to_lowercase()
            }),
        }
    }
}

/// The feed of some deadlines, as `text/calendar` in UTF-8. The origin makes
/// names unique in the world: `rochdale.quarterday`.
///
/// # Errors
/// [`Error`] where a subscriber could not make sense of it.
pub fn feed(
    name: &str,
    origin: &str,
    deadlines: &[Deadline],
    whose: Whose<'_>,
) -> Result<String, Error> {
    let mut chosen: Vec<&Deadline> = deadlines
        .iter()
        .filter(|deadline| whose.is_of(deadline))
        .collect();
    if chosen.len() > DEADLINES_MAX {
        return Err(Error::TooMany {
            count: chosen.len(),
        });
    }
    chosen.sort_by(|one, other| (one.day, &one.uid).cmp(&(other.day, &other.uid)));
    let mut uids: Vec<&str> = chosen
        .iter()
        .map(|deadline| deadline.uid.as_str())
        .collect();
    uids.sort_unstable();
    if let Some(pair) = uids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::SameUid {
            uid: pair[0].to_owned(),
        });
    }
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//quarterday//deadlines//EN");
    lines.put("CALSCALE", "GREGORIAN");
    // The name twice: as RFC 7986 has it, and as Outlook and Apple read it.
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.put("X-PUBLISHED-TTL", REFRESH);
    for deadline in chosen {
        event(&mut lines, origin, deadline)?;
    }
    lines.put("END", "VCALENDAR");
    Ok(lines.0)
}

fn event(lines: &mut Lines, origin: &str, deadline: &Deadline) -> Result<(), Error> {
    let next = deadline.day.tomorrow().map_err(|_| Error::LastDay {
        uid: deadline.uid.clone(),
    })?;
    let changed = deadline.changed.strftime("%Y%m%dT%H%M%SZ").to_string();
    let day = |day: Date| day.strftime("%Y%m%d").to_string();
    lines.put("BEGIN", "VEVENT");
    lines.text("UID", &format!("{}@{origin}", deadline.uid));
    // In a calendar without a method this is when the event was last revised
    // (section 3.8.7.2), so it moves with the deadline and not with the clock.
    lines.put("DTSTAMP", &changed);
    lines.put("LAST-MODIFIED", &changed);
    lines.put("SEQUENCE", &deadline.sequence.to_string());
    lines.put("DTSTART;VALUE=DATE", &day(deadline.day));
    lines.put("DTEND;VALUE=DATE", &day(next));
    lines.text("SUMMARY", &deadline.title);
    let description = description(deadline);
    if !description.is_empty() {
        lines.text("DESCRIPTION", &description);
    }
    if let Some(committee) = &deadline.committee {
        lines.text("CATEGORIES", committee);
    }
    if let Some(url) = &deadline.url {
        lines.put("URL", url);
    }
    let status = if deadline.cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    lines.put("STATUS", status);
    // Nobody is kept from a meeting by a deadline.
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("END", "VEVENT");
    Ok(())
}

/// What a calendar shows below the title. Posts stand here and not as
/// attendees: a subscription is no invitation, and a feed gives no addresses.
fn description(deadline: &Deadline) -> String {
    let mut parts = Vec::new();
    if !deadline.detail.is_empty() {
        parts.push(deadline.detail.clone());
    }
    if !deadline.persons.is_empty() {
        parts.push(format!("For: {}", deadline.persons.join(", ")));
    }
    if let Some(url) = &deadline.url {
        parts.push(url.clone());
    }
    parts.join("\n")
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value has no text to be escaped. Line ends would make
    /// properties of their own, so they are taken out.
    fn put(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        fold_into(&mut self.0, &format!("{name}:{value}"));
    }

    /// A property of text.
    fn text(&mut self, name: &str, value: &str) {
        fold_into(&mut self.0, &format!("{name}:{}", escaped(value)));
    }
}
