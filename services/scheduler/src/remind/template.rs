//! Which mail says what is asked: the one that the schedules name.

use quarterday_domain::State;
use quarterday_proto::digest::{Asked, Because};

use crate::mail::template::{Digest, Matter, Name};

/// The mail that some schedules name, where all of them name the same; else the
/// digest, which says whatever there is.
pub(super) fn named(state: &State, schedules: &[String]) -> Name {
    let mut names = schedules.iter().map(|name| {
        let current = state.schedule(name).ok()?;
        current.schedule.template.parse().ok()
    });
    let first = names.next().flatten().unwrap_or(Name::Digest);
    match names.all(|name| name == Some(first)) {
        true => first,
        false => Name::Digest,
    }
}

/// Whether a mail is about one report, and says nothing else.
pub(super) fn is_of_report(name: Name) -> bool {
    matches!(
        name,
        Name::SignOffRequested | Name::SignOffVoided | Name::ReportReturned | Name::ReportPublished
    )
}

/// All that is asked for in the words of a mail. Those of an escalation are for
/// what somebody else was reminded of, and for nothing beside it.
pub(super) fn worded(name: Name, items: &[Asked], digest: Digest) -> Matter {
    let all_escalated = items
        .iter()
        .all(|asked| asked.because == Some(Because::Escalated));
    match name {
        Name::EscalatedToManager if all_escalated => Matter::EscalatedToManager(digest),
        Name::EscalatedToTeam if all_escalated => Matter::EscalatedToTeam(digest),
        _ => Matter::Digest(digest),
    }
}
