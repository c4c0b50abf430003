//! How a council counts from a meeting.

use quarterday_proto::answer::Rejection;
use quarterday_proto::council::Nation;
use quarterday_proto::timetable::{TimetablePolicy, TimetableSettings};

use crate::rejection::{Code, reject};

/// The most days that any step may take: half a year of working days is no
/// timetable of one meeting any more.
const DAYS_MAX: u16 = 130;

/// The council's settings over what is usual in its nation.
///
/// Agenda and reports are open to the public for five clear days before a
/// meeting in England (Local Government Act 1972, section 100B; working days by
/// the practice of councils and, for executives, S.I. 2012/2089) and three in
/// Wales and Scotland (Local Government (Scotland) Act 1973, section 50B). Key
/// and private decisions of an executive need 28 clear days' notice (S.I.
/// 2012/2089, regulations 5 and 9). The other numbers are what councils commonly
/// have, and fit the sign-off dates of Derby's report of November 2021.
pub fn policy(nation: Nation, settings: Option<&TimetableSettings>) -> TimetablePolicy {
    let none = TimetableSettings::default();
    let set = settings.unwrap_or(&none);
    let publication = match nation {
        Nation::England => 5,
        Nation::Wales | Nation::Scotland => 3,
    };
    TimetablePolicy {
        publication_clear_working_days: set.publication_clear_working_days.unwrap_or(publication),
        key_decision_clear_days: set.key_decision_clear_days.unwrap_or(28),
        draft_working_days: set.draft_working_days.unwrap_or(10),
        clearance_opens_working_days: set.clearance_opens_working_days.unwrap_or(8),
        clearance_working_days: set.clearance_working_days.unwrap_or(3),
        final_working_days: set.final_working_days.unwrap_or(1),
        decision_notice_working_days: set.decision_notice_working_days.unwrap_or(2),
        call_in_working_days: set.call_in_working_days.unwrap_or(5),
    }
}

/// Checks settings together with the defaults of what they leave out.
///
/// # Errors
/// [`Code::TimetableInvalid`], naming the steps.
pub fn check(nation: Nation, settings: &TimetableSettings) -> Result<(), Rejection> {
    let policy = policy(nation, Some(settings));
    let before_publication = [
        ("draft_working_days", policy.draft_working_days),
        (
            "clearance_opens_working_days",
            policy.clearance_opens_working_days,
        ),
        ("clearance_working_days", policy.clearance_working_days),
        ("final_working_days", policy.final_working_days),
    ];
    let others = [
        (
            "publication_clear_working_days",
            policy.publication_clear_working_days,
        ),
        ("key_decision_clear_days", policy.key_decision_clear_days),
        (
            "decision_notice_working_days",
            policy.decision_notice_working_days,
        ),
        ("call_in_working_days", policy.call_in_working_days),
    ];
    for (name, days) in before_publication.into_iter().chain(others) {
        if days > DAYS_MAX {
            return Err(reject(
                Code::TimetableInvalid,
                format!("`{name}` is {days}, and a step may take at most {DAYS_MAX} days"),
            ));
        }
    }
    for pair in before_publication.windows(2) {
        let [(earlier, long), (later, short)] = pair else {
            continue;
        };
        if long < short {
            return Err(reject(
                Code::TimetableInvalid,
                format!(
                    "`{earlier}` is {long} and `{later}` is {short}: both count back from \
                     publication, so the step that comes first needs the larger number"
                ),
            ));
        }
    }
    Ok(())
}
