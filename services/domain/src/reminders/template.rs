//! Which mails a schedule can send. What they say is the scheduler's; here it is
//! only kept from being adopted under a name that there is not, or for what it
//! cannot say.

use quarterday_proto::schedule::{Asks, Schedule, Trigger};

/// Mails that say all that a person is asked for.
const OF_ALL: [&str; 3] = ["digest", "escalated-to-manager", "escalated-to-team"];
/// Mails about one report, each with what they say of it. A sign-off that an edit
/// voided is asked for again by a mail of its own, which no schedule names.
const OF_REPORTS: [(&str, &[Asks]); 3] = [
    (
        "sign-off-requested",
        &[Asks::SignOffs, Asks::OverdueSignOffs],
    ),
    ("report-returned", &[Asks::Returns]),
    ("report-published", &[Asks::Publications]),
];

/// Checks that a schedule can send the mail that it names.
///
/// # Errors
/// Which it can.
pub(super) fn check(schedule: &Schedule) -> Result<(), String> {
    let name = schedule.template.as_str();
    let at_once = schedule.trigger == Trigger::AtOnce;
    let of_report = OF_REPORTS
        .iter()
        .filter(|(_, asks)| at_once && asks.contains(&schedule.asks))
        .map(|(name, _)| *name);
    // What there is nothing to do about is never in a mail that asks.
    let of_all = OF_ALL
        .into_iter()
        .filter(|_| schedule.asks != Asks::Publications);
    let fitting: Vec<&str> = of_report.chain(of_all).collect();
    if fitting.contains(&name) {
        return Ok(());
    }
    let known = OF_ALL.contains(&name) || OF_REPORTS.iter().any(|(known, _)| *known == name);
    let why = if known {
        format!("its template `{name}` does not say what it asks for")
    } else {
        format!("there is no template `{name}`")
    };
    Err(format!("{why}; those that do: {}", fitting.join(", ")))
}
