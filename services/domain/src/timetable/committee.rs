//! Committees: which there are, and how each counts from its meetings.

use std::collections::BTreeMap;

use quarterday_proto::answer::Rejection;
use quarterday_proto::council::Settings;
use quarterday_proto::timetable::{TimetablePolicy, TimetableSettings};

use super::policy;
use crate::rejection::{Code, reject};
use crate::state::{Council, State};

impl Council {
    /// How the council counts from a meeting of a committee: what is set for
    /// that committee, over what is set for all, over what is usual in the
    /// nation.
    pub fn timetable_policy(&self, committee: Option<&str>) -> TimetablePolicy {
        let own = committee.and_then(|name| own_timetable(&self.settings, name));
        let settings = own.map(|(_, own)| own.over(self.settings.timetable.as_ref()));
        let settings = settings.as_ref().or(self.settings.timetable.as_ref());
        policy(self.nation, settings)
    }
}

impl State {
    /// The committees that timetables, plans and reports of the council name,
    /// each as it is spelt first.
    pub fn committees(&self) -> Vec<&str> {
        let set = self.council.iter();
        let set = set.flat_map(|council| council.settings.committee_timetables.keys());
        let of_plans = self
            .plans()
            .filter_map(|plan| plan.details.committee.as_ref());
        let of_reports = self
            .reports()
            .filter_map(|report| report.content().header.committee.as_ref());
        let named = set.chain(of_plans).chain(of_reports);
        let mut found: BTreeMap<String, &str> = BTreeMap::new();
        for name in named.filter(|name| !name.trim().is_empty()) {
            found.entry(key(name)).or_insert_with(|| name.trim());
        }
        found.into_values().collect()
    }

    /// A committee by name, as it is spelt first.
    ///
    /// # Errors
    /// `QD0131`.
    pub fn committee(&self, name: &str) -> Result<&str, Rejection> {
        let known = self.committees();
        let found = known.iter().find(|known| is_same(known, name));
        found.copied().ok_or_else(|| {
            reject(
                Code::UnknownCommittee,
                match known.as_slice() {
                    [] => format!("there is no committee `{name}`, and none is named yet"),
                    known => format!(
                        "there is no committee `{name}`; there are: {}",
                        known.join(", ")
                    ),
                },
            )
        })
    }
}

/// Whether two names are of one committee.
pub fn is_same(one: &str, other: &str) -> bool {
    key(one) == key(other)
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// What is set for a committee, under the name that it is set by.
fn own_timetable<'a>(
    settings: &'a Settings,
    name: &str,
) -> Option<(&'a String, &'a TimetableSettings)> {
    let mut all = settings.committee_timetables.iter();
    all.find(|(known, _)| is_same(known, name))
}

/// What each timetable of some settings comes to: that of all committees, and
/// those that are set for one.
pub(crate) fn all_timetables(settings: &Settings) -> Vec<(Option<&str>, TimetableSettings)> {
    let council = settings.timetable.as_ref();
    let of_all = council.map(|council| (None, council.clone()));
    let own = settings.committee_timetables.iter();
    let own = own.map(|(name, own)| (Some(name.as_str()), own.over(council)));
    of_all.into_iter().chain(own).collect()
}

/// Refuses committees without a name, and one under two spellings.
///
/// # Errors
/// `QD0048`.
pub(crate) fn check_names(settings: &Settings) -> Result<(), Rejection> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for name in settings.committee_timetables.keys() {
        let refuse = |why: String| Err(reject(Code::TimetableInvalid, why));
        if name.trim().is_empty() {
            return refuse("a timetable of `committee_timetables` names no committee".to_owned());
        }
        if let Some(other) = known.insert(key(name), name) {
            return refuse(format!(
                "`committee_timetables` has `{other}` and `{name}`, which are one committee"
            ));
        }
    }
    Ok(())
}
