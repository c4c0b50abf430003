//! What is asked of reports: each report is counted once, with the first day on
//! which something of it is wanted, however many sign-offs it lacks.

use std::collections::BTreeMap;

use jiff::civil::Date;
use quarterday_proto::digest::{Asked, Thing};
use quarterday_proto::id::ReportId;

use super::{What, counted};

/// What is asked of one report.
#[derive(Default)]
struct Wanted {
    /// The first day by which something is wanted.
    due: Option<Date>,
    sign_offs: usize,
}

/// What is asked of reports, and by when: what is overdue first, what has no day
/// last.
pub(super) fn asks(items: &[&Asked], today: Date) -> Vec<String> {
    let mut reports: BTreeMap<ReportId, Wanted> = BTreeMap::new();
    for asked in items {
        let Some(report) = asked.thing.report() else {
            continue;
        };
        let wanted = reports.entry(report).or_default();
        wanted.due = match (wanted.due, asked.due) {
            (Some(known), Some(due)) => Some(known.min(due)),
            (known, due) => known.or(due),
        };
        wanted.sign_offs += usize::from(matches!(asked.thing, Thing::SignOff { .. }));
    }
    let part = |is_in: &dyn Fn(Option<Date>) -> bool| {
        let found: Vec<&Wanted> = reports.values().filter(|one| is_in(one.due)).collect();
        let sign_offs: usize = found.iter().map(|one| one.sign_offs).sum();
        let of_them = match sign_offs > found.len() {
            true => format!(" ({})", counted(sign_offs, "sign-off", "sign-offs")),
            false => String::new(),
        };
        let days: Vec<Date> = found.iter().filter_map(|one| one.due).collect();
        (found.len(), days, of_them)
    };
    let (_, days, of_them) = part(&|due| due.is_some_and(|due| due < today));
    let mut parts: Vec<String> = Vec::new();
    parts.extend(What::Reports.overdue(&days, &of_them));
    let (_, days, of_them) = part(&|due| due.is_some_and(|due| due >= today));
    parts.extend(What::Reports.wanted(&days, &of_them));
    let (count, _, of_them) = part(&|due| due.is_none());
    if count > 0 {
        parts.push(format!("{}{of_them}", What::Reports.counted(count)));
    }
    parts
}
