//! Routes, reports and their clearance.

use std::collections::BTreeMap;

use quarterday_proto::event::*;
use quarterday_proto::report::{
    ContentChange, Covered, CoveredClosing, DelegationScope, FollowUp, HashOf, ReportContent,
    ReportDetails, ReportHeader, Section, SignOffRequest, SignOffRow, Signatory,
};
use quarterday_proto::route::{FIGURES, StatutoryPost};
use quarterday_proto::time_of_day::TimeOfDay;

use super::layouts::{full_layout, small_layout};
use super::plans::decision;
use super::routes::{full_route, small_route};
use super::{day, delegation, layout, person, plan, quarter, report, route, text, texts};

pub(super) fn events() -> Vec<Event> {
    let mut events = vec![
        Event::RouteAdopted(RouteAdopted {
            id: route(0),
            route: small_route(),
        }),
        Event::RouteAdopted(RouteAdopted {
            id: route(u64::from(u32::MAX)),
            route: full_route(),
        }),
        Event::LayoutAdopted(LayoutAdopted {
            id: layout(0),
            layout: small_layout(),
        }),
        Event::LayoutAdopted(LayoutAdopted {
            id: layout(1),
            layout: full_layout(),
        }),
        Event::UrgencyRecorded(UrgencyRecorded {
            report: report(1),
            chair: "Leader of the Council".into(),
            reason: "A grant lapses before the next meeting.".into(),
            day: day("2020-11-10"),
        }),
        Event::UrgencyRecorded(UrgencyRecorded {
            report: report(2),
            chair: String::new(),
            reason: "“Urgent” \\ late".into(),
            day: day("2020-11-11"),
        }),
        Event::ReportWithdrawn(ReportWithdrawn {
            report: report(1),
            reason: "The meeting was moved.".into(),
        }),
        Event::ReportWithdrawn(ReportWithdrawn {
            report: report(2),
            reason: String::new(),
        }),
    ];
    events.extend(StatutoryPost::ALL.iter().map(|post| {
        Event::PostAppointed(PostAppointed {
            post: *post,
            person: person(1),
            from: day("2020-04-01"),
        })
    }));
    events.extend(drafts());
    events.extend(requests());
    events.extend(signatures());
    events.extend(endings());
    events.extend(delegations());
    events
}

fn drafts() -> Vec<Event> {
    let small = ReportDetails {
        reference: "q2".into(),
        report_type: "performance".into(),
        route: "plain".into(),
        author: person(1),
        sponsor: None,
        signatories: BTreeMap::new(),
        covers: vec![],
    };
    let covered = Covered {
        plan: plan(1),
        quarter: quarter("2020-21-Q2"),
    };
    let named = BTreeMap::from([("other".to_owned(), vec![person(3)])]);
    let full = ReportDetails {
        sponsor: Some(person(2)),
        signatories: named.clone(),
        covers: vec![covered],
        ..small.clone()
    };
    let revised = ReportRevised {
        report: report(1),
        version: 2,
        changed: vec![],
        change: ContentChange::default(),
        author: None,
        sponsor: None,
        report_type: None,
        route: None,
        signatories: None,
        minor: None,
        voids: vec![],
        hash: hash(2),
        hash_of: HashOf::Content,
        despite_lint: None,
    };
    vec![
        Event::ReportDrafted(ReportDrafted {
            report: report(1),
            details: small,
            content: ReportContent::default(),
            hash: hash(1),
            hash_of: HashOf::Content,
        }),
        Event::ReportDrafted(ReportDrafted {
            report: report(2),
            details: full,
            content: full_content(),
            hash: hash(1),
            hash_of: HashOf::Content,
        }),
        Event::ReportRevised(revised.clone()),
        Event::ReportRevised(ReportRevised {
            version: 3,
            changed: texts(&["finance", FIGURES]),
            change: ContentChange {
                title: text("Performance, quarter 2"),
                header: Some(full_content().header),
                sections: full_content().sections,
                order: Some(texts(&["finance"])),
                covers: Some(vec![covered]),
            },
            author: Some(person(3)),
            sponsor: Some(person(4)),
            signatories: Some(named),
            minor: Some(Correction {
                by: person(5),
                reason: "Agenda number.".into(),
            }),
            voids: texts(&["finance"]),
            ..revised
        }),
    ]
}

fn requests() -> Vec<Event> {
    let small = SignOffRequest {
        role: "legal".into(),
        people: vec![],
        body: None,
        due: None,
    };
    let full = SignOffRequest {
        people: vec![person(1)],
        body: text("Leadership Team"),
        due: Some(day("2020-10-28")),
        ..small.clone()
    };
    let circulated = |circulation| {
        Event::ReportCirculated(ReportCirculated {
            report: report(1),
            circulation,
            version: 1,
            hash: hash(1),
            route: "sample@2020-04-01".into(),
            day: day("2020-10-19"),
            despite_lint: None,
        })
    };
    let requested = |requests| {
        Event::SignOffRequested(SignOffRequested {
            report: report(1),
            version: 1,
            hash: hash(1),
            day: day("2020-10-19"),
            requests,
        })
    };
    let reassigned = |role: &str| {
        Event::StepReassigned(StepReassigned {
            report: report(1),
            role: role.into(),
            from: None,
            to: person(4),
            reason: "Moved to another team.".into(),
        })
    };
    vec![
        circulated(1),
        circulated(u32::MAX),
        requested(vec![small.clone()]),
        requested(vec![small, full]),
        reassigned("legal"),
        reassigned("finance"),
    ]
}

fn signatures() -> Vec<Event> {
    let (by_person, by_deputy, by_body) = signatories();
    let signed = ReportSignedOff {
        report: report(1),
        role: "legal".into(),
        by: by_person.clone(),
        version: 1,
        hash: hash(1),
        day: day("2020-10-28"),
        note: None,
        recorded_by: None,
    };
    let returned = ReportReturned {
        report: report(1),
        role: "legal".into(),
        by: by_person,
        reason: "The risk is not described.".into(),
        version: 1,
        hash: hash(1),
        day: day("2020-10-28"),
        recorded_by: None,
    };
    let voided = |roles: &[&str]| {
        Event::SignOffsVoided(SignOffsVoided {
            report: report(1),
            roles: texts(roles),
            plan: plan(1),
            quarter: quarter("2020-21-Q2"),
        })
    };
    vec![
        Event::ReportSignedOff(signed.clone()),
        Event::ReportSignedOff(ReportSignedOff {
            by: by_deputy.clone(),
            note: text("With thanks."),
            recorded_by: Some("operator".parse().unwrap()),
            ..signed.clone()
        }),
        Event::ReportSignedOff(ReportSignedOff {
            by: by_body,
            ..signed
        }),
        Event::ReportReturned(returned.clone()),
        Event::ReportReturned(ReportReturned {
            by: by_deputy,
            recorded_by: Some("operator".parse().unwrap()),
            ..returned
        }),
        voided(&[]),
        voided(&["legal", "finance"]),
    ]
}

fn signatories() -> (Signatory, Signatory, Signatory) {
    let by_person = Signatory::Person {
        person: person(1),
        acting_for: None,
        delegation: None,
    };
    let by_deputy = Signatory::Person {
        person: person(2),
        acting_for: Some(person(1)),
        delegation: Some(delegation(1)),
    };
    let by_body = Signatory::Body {
        decision: decision(),
        time: None,
    };
    (by_person, by_deputy, by_body)
}

fn endings() -> Vec<Event> {
    let published = ReportPublished {
        report: report(1),
        on: day("2020-11-09"),
        reason: None,
        publish_by: None,
        version: 1,
        hash: hash(1),
        closings: vec![],
        table: vec![],
    };
    let row = SignOffRow {
        role: "other".into(),
        label: "Other(s)".into(),
        name: None,
        date: None,
    };
    let signed_row = SignOffRow {
        name: text("Leadership Team"),
        date: Some(day("2020-10-25")),
        ..row.clone()
    };
    let closing = CoveredClosing {
        plan: plan(1),
        quarter: quarter("2020-21-Q2"),
        closing: 2,
        inputs: hash(3),
    };
    let outcome = OutcomeRecorded {
        report: report(1),
        decision: decision(),
        requested_changes: vec![],
        follow_ups: vec![],
    };
    let follow_up = FollowUp {
        action: "Report again.".into(),
        owner: None,
        due: None,
    };
    let full_follow_up = FollowUp {
        owner: Some(person(1)),
        due: Some(day("2021-01-31")),
        ..follow_up.clone()
    };
    vec![
        Event::ReportPublished(published.clone()),
        Event::ReportPublished(ReportPublished {
            publish_by: Some(day("2020-11-09")),
            closings: vec![closing],
            table: vec![row, signed_row],
            ..published
        }),
        Event::OutcomeRecorded(outcome.clone()),
        Event::OutcomeRecorded(OutcomeRecorded {
            requested_changes: texts(&["Show the year before."]),
            follow_ups: vec![follow_up, full_follow_up],
            ..outcome
        }),
    ]
}

fn delegations() -> Vec<Event> {
    let given = |scope| {
        Event::DelegationGiven(DelegationGiven {
            delegation: delegation(1),
            reference: "D1".into(),
            from: person(1),
            to: person(2),
            first: day("2020-10-19"),
            last: day("2020-10-30"),
            scope,
            reason: "Leave.".into(),
        })
    };
    let ended = |number| {
        Event::DelegationEnded(DelegationEnded {
            delegation: delegation(number),
            from: person(1),
            to: person(2),
        })
    };
    vec![
        given(DelegationScope::All),
        given(DelegationScope::Roles(texts(&["legal"]))),
        given(DelegationScope::Reports(vec![report(1)])),
        ended(1),
        ended(2),
    ]
}

/// What events of sign-off hold since steps of one holder are passed on, hashes
/// cover author and sponsor, and bodies return.
pub(super) fn later() -> Vec<Event> {
    let mut events: Vec<Event> = drafts()
        .into_iter()
        .map(|event| match event {
            Event::ReportDrafted(drafted) => Event::ReportDrafted(ReportDrafted {
                hash_of: HashOf::ContentAndPeople,
                ..drafted
            }),
            Event::ReportRevised(revised) => Event::ReportRevised(ReportRevised {
                hash_of: HashOf::ContentAndPeople,
                report_type: text("cabinet"),
                route: text("derby"),
                ..revised
            }),
            other => other,
        })
        .collect();
    for (number, clock) in [(1, "16:30"), (2, "09:00")] {
        events.push(Event::StepReassigned(StepReassigned {
            report: report(number),
            role: "directors".into(),
            from: Some(person(1)),
            to: person(4),
            reason: "Moved to another team.".into(),
        }));
        let by = Signatory::Body {
            decision: decision(),
            time: Some(time(clock)),
        };
        events.push(Event::ReportSignedOff(ReportSignedOff {
            report: report(number),
            role: "directors".into(),
            by: by.clone(),
            version: 1,
            hash: hash(1),
            day: day("2020-10-28"),
            note: None,
            recorded_by: Some("operator".parse().unwrap()),
        }));
        events.push(Event::ReportReturned(ReportReturned {
            report: report(number),
            role: "directors".into(),
            by,
            reason: "The costs are not given.".into(),
            version: 1,
            hash: hash(1),
            day: day("2020-10-28"),
            recorded_by: Some("operator".parse().unwrap()),
        }));
        events.push(Event::ReportPublished(ReportPublished {
            report: report(number),
            on: day("2020-11-09"),
            reason: text("The page was put up by hand."),
            publish_by: Some(day("2020-11-09")),
            version: 1,
            hash: hash(1),
            closings: vec![],
            table: vec![],
        }));
        events.push(Event::DelegationGiven(DelegationGiven {
            delegation: delegation(number),
            reference: format!("D{number}"),
            from: person(1),
            to: person(2),
            first: day("2020-10-19"),
            last: day("2020-10-30"),
            scope: DelegationScope::Steps {
                roles: texts(&["legal"]),
                reports: vec![report(number)],
            },
            reason: "Leave.".into(),
        }));
    }
    events
}

pub(super) fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

pub(super) fn hash(number: u8) -> String {
    format!("{number:02x}").repeat(32)
}

/// A report's content with every field present.
pub(crate) fn full_content() -> ReportContent {
    ReportContent {
        title: "Performance – quarter 2".into(),
        header: ReportHeader {
            committee: text("Cabinet"),
            meeting: Some(day("2020-11-17")),
            private: true,
            key_decision: true,
            fields: BTreeMap::from([("wards".to_owned(), "All".to_owned())]),
        },
        sections: vec![Section {
            key: "finance".into(),
            heading: "Finance".into(),
            text: "None.\nAt “all” \\".into(),
            exempt_paragraph: text("3"),
        }],
    }
}
