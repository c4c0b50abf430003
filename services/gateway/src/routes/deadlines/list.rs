//! What is due, and when.

use jiff::civil::Date;
use quarterday_documents::ical::Deadline;
use quarterday_domain::{Item, Plan, Report, State, timetable};
use quarterday_proto::answer::Rejection;
use quarterday_proto::position::QuarterState;
use quarterday_proto::report::ReportState;
use quarterday_proto::timetable::TimetableDay;

/// Everything that is still due in a council: answers of open quarters, target
/// dates, sign-offs, and the days of the meetings that reports go to. What is
/// done is gone from the feed, and so from the calendars that follow it.
///
/// # Errors
/// Where the council is not set up.
pub(super) fn deadlines(state: &State, today: Date) -> Result<Vec<Deadline>, Rejection> {
    let established = state.council()?.established;
    let blank = Deadline {
        uid: String::new(),
        day: today,
        title: String::new(),
        detail: String::new(),
        committee: None,
        persons: Vec::new(),
        url: None,
        changed: established,
        sequence: 0,
        cancelled: false,
    };
    let mut found = Vec::new();
    for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
        found.extend(answers(state, plan, today, &blank));
        let items = state.items_of(plan);
        found.extend(items.filter_map(|item| target(state, plan, item, today, &blank)));
    }
    for report in state.reports() {
        if report.state != ReportState::Published {
            sign_offs(state, report, today, &blank, &mut found);
        }
        meeting(state, report, today, &blank, &mut found)?;
    }
    Ok(found)
}

/// The last days for answers: one for each owner who has not given all.
fn answers(state: &State, plan: &Plan, today: Date, blank: &Deadline) -> Vec<Deadline> {
    let mut found: Vec<Deadline> = Vec::new();
    for (quarter, record) in &plan.quarters {
        let Some(day) = record.answers_due else {
            continue;
        };
        if record.state != QuarterState::Open {
            continue;
        }
        for item in quarterday_domain::unanswered(state, plan, *quarter) {
            let owner = state.item_by_id(item).and_then(|item| owner(item, today));
            let Some(owner) = owner.and_then(|owner| state.person_by_id(owner)) else {
                continue;
            };
            let uid = format!("answers.{}.{quarter}.{}", plan.id, owner.id);
            if found.iter().any(|known| known.uid == uid) {
                continue;
            }
            found.push(Deadline {
                uid,
                day,
                title: format!("Answers for {quarter}: {}", plan.details.title),
                persons: vec![owner.details.post.clone()],
                ..blank.clone()
            });
        }
    }
    found
}

/// The target date of an item that is not completed.
fn target(
    state: &State,
    plan: &Plan,
    item: &Item,
    today: Date,
    blank: &Deadline,
) -> Option<Deadline> {
    let definition = &item.version_as_at(today).definition;
    let is_open =
        item.concluded.is_none() && item.counts_as_at(today) && item.completed_by(today).is_none();
    let day = definition.due.filter(|_| is_open)?;
    let owner = definition.owner.and_then(|owner| state.person_by_id(owner));
    Some(Deadline {
        uid: format!("item.{}", item.id),
        day,
        title: format!("{} {}", definition.reference, definition.title),
        detail: plan.details.title.clone(),
        persons: owner
            .map(|owner| owner.details.post.clone())
            .into_iter()
            .collect(),
        sequence: sequence(item.changed_at),
        ..blank.clone()
    })
}

fn owner(item: &Item, today: Date) -> Option<quarterday_proto::id::PersonId> {
    item.version_as_at(today).definition.owner
}

/// The last days for sign-offs that are asked for, of all who can give them.
fn sign_offs(
    state: &State,
    report: &Report,
    today: Date,
    blank: &Deadline,
    found: &mut Vec<Deadline>,
) {
    for open in state.open_requests_of(report, today) {
        let Some(day) = open.due else { continue };
        let deputies = open.deputies.iter().map(|(deputy, ..)| *deputy);
        let people = open.people.iter().copied().chain(deputies);
        found.push(Deadline {
            uid: format!("sign-off.{}.{}", report.id, open.role.key),
            day,
            title: format!(
                "Sign-off by {}: {}",
                open.role.label,
                report.content().title
            ),
            committee: report.content().header.committee.clone(),
            persons: people.map(|person| state.post_of(person)).collect(),
            changed: report.edition().recorded.at,
            sequence: sequence(report.changed_at),
            ..blank.clone()
        });
    }
}

/// The days that follow from the meeting of a report: those before it for its
/// author and sponsor, all of them for its committee.
fn meeting(
    state: &State,
    report: &Report,
    today: Date,
    blank: &Deadline,
    found: &mut Vec<Deadline>,
) -> Result<(), Rejection> {
    let header = &report.content().header;
    let Some(meeting) = header.meeting else {
        return Ok(());
    };
    let council = state.council()?;
    let policy = council.timetable_policy(header.committee.as_deref());
    let days = council.working_days();
    // Beyond the table of holidays nothing is known but the meeting itself.
    let Ok(all) = timetable::timetable(&days, policy, meeting, header.key_decision) else {
        return Ok(());
    };
    let is_published = report.state == ReportState::Published;
    let author = Some(state.author_of(report, today));
    let people = author.into_iter().chain(state.sponsor_of(report, today));
    let people: Vec<String> = people.map(|person| state.post_of(person)).collect();
    let before = [
        (
            "notice",
            "Notice of the key decision",
            all.key_decision_notice_by,
        ),
        ("draft", "Draft due", Some(all.draft_due)),
        ("opens", "Sign-off opens", Some(all.clearance_opens)),
        ("cleared", "Sign-off due", Some(all.clearance_due)),
        ("final", "Final report due", Some(all.final_due)),
        ("publish", "Last day to publish", Some(all.publish_by)),
    ];
    let after = [
        ("meeting", "Meeting", Some(all.meeting)),
        (
            "decision",
            "Last day for the notice of the decision",
            all.decision_notice_by,
        ),
        ("call-in", "Last day of call-in", all.call_in_ends),
    ];
    let before = before.into_iter().filter(|_| !is_published);
    for (key, what, day) in before.chain(after) {
        let Some(TimetableDay { day, how, .. }) = day else {
            continue;
        };
        found.push(Deadline {
            uid: format!("report.{}.{key}", report.id),
            day,
            title: format!("{what}: {}", report.content().title),
            detail: how,
            committee: header.committee.clone(),
            persons: people.clone(),
            changed: report.edition().recorded.at,
            sequence: sequence(report.changed_at),
            ..blank.clone()
        });
    }
    Ok(())
}

/// How often something changed, as far as a subscriber is concerned: the place
/// of its last change only grows.
fn sequence(changed_at: u64) -> u32 {
    u32::try_from(changed_at).unwrap_or(u32::MAX)
}
