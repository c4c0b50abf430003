//! Councils, schemes, people and tokens.

use std::collections::BTreeMap;

use quarterday_proto::calendar::{CalendarSettings, Holiday};
use quarterday_proto::council::{ApiToken, Logo, LogoKind, Nation, PersonDetails, Scope, Settings};
use quarterday_proto::event::{
    CouncilConfigured, CouncilEstablished, CouncilLookSet, Event, PersonHandedOver, PersonRecorded,
    SchemeAdopted, TokenIssued, TokenRevoked, TokenUsed,
};
use quarterday_proto::item::Kind;
use quarterday_proto::plan::ChangeKind;
use quarterday_proto::scheme::{
    Assessment, Axis, Clause, Fact, Group, Interval, Rounding, Scheme, StatusRule, Test,
};
use quarterday_proto::timetable::TimetableSettings;

use super::{day, item, number, person, report, scheme, text, texts, time, token};

pub(super) fn events() -> Vec<Event> {
    vec![
        Event::CouncilEstablished(CouncilEstablished {
            name: "Sample Council".into(),
            nation: Nation::England,
            zone: "Europe/London".into(),
            settings: Settings::default(),
        }),
        Event::CouncilEstablished(CouncilEstablished {
            name: "Cyngor Enghreifftiol — “Sample” \\ Council".into(),
            nation: Nation::Wales,
            zone: "Europe/London".into(),
            settings: full_settings(),
        }),
        Event::CouncilLookSet(CouncilLookSet {
            name: "Sample Council".into(),
            colour: None,
            logo: None,
            digest: "0f".repeat(8),
        }),
        Event::CouncilLookSet(CouncilLookSet {
            name: "Sample Council".into(),
            colour: Some("#00563f".into()),
            logo: Some(Logo {
                kind: LogoKind::Png,
                width: 120,
                height: 40,
                data: "iVBORw0KGgo=".into(),
            }),
            digest: "1e".repeat(8),
        }),
        Event::CouncilConfigured(CouncilConfigured {
            settings: Settings::default(),
        }),
        Event::CouncilConfigured(CouncilConfigured {
            settings: full_settings(),
        }),
        Event::SchemeAdopted(SchemeAdopted {
            id: scheme(0),
            scheme: plain_scheme(),
        }),
        Event::SchemeAdopted(SchemeAdopted {
            id: scheme(u64::MAX),
            scheme: rich_scheme(),
        }),
        Event::PersonRegistered(PersonRecorded {
            person: person(1),
            details: small_person(),
        }),
        Event::PersonRegistered(PersonRecorded {
            person: person(2),
            details: full_person(),
        }),
        Event::PersonChanged(PersonRecorded {
            person: person(1),
            details: small_person(),
        }),
        Event::PersonChanged(PersonRecorded {
            person: person(2),
            details: full_person(),
        }),
        Event::PersonHandedOver(PersonHandedOver {
            from: person(1),
            to: person(2),
            on: day("2020-11-02"),
            items: vec![],
            reports: vec![],
            line_manager_of: vec![],
            deputy_of: vec![],
        }),
        Event::PersonHandedOver(PersonHandedOver {
            from: person(2),
            to: person(3),
            on: day("2021-03-31"),
            items: vec![item(1), item(2)],
            reports: vec![report(1)],
            line_manager_of: vec![],
            deputy_of: vec![],
        }),
        Event::TokenIssued(TokenIssued {
            token: token(1),
            details: small_token(),
        }),
        Event::TokenIssued(TokenIssued {
            token: token(2),
            details: full_token(),
        }),
        Event::TokenUsed(TokenUsed { token: token(1) }),
        Event::TokenUsed(TokenUsed { token: token(2) }),
        Event::TokenRevoked(TokenRevoked { token: token(1) }),
        Event::TokenRevoked(TokenRevoked { token: token(2) }),
    ]
}

pub(super) fn full_settings() -> Settings {
    Settings {
        amendment_bodies: ChangeKind::ALL
            .iter()
            .map(|kind| (*kind, "Cabinet".to_owned()))
            .collect(),
        default_scheme: text("sample"),
        democratic_services: texts(&["clerk@council.example"]),
        ..Settings::default()
    }
}

/// Settings of days, which came after the others: their golden events are in
/// `1-days.json`.
pub(super) fn day_settings() -> Settings {
    let holiday = |on, name: &str| Holiday {
        day: day(on),
        name: name.into(),
    };
    Settings {
        calendar: Some(CalendarSettings {
            added: vec![
                holiday("2026-09-21", "Autumn holiday"),
                holiday("2029-01-01", "New Year’s Day"),
            ],
            removed: vec![holiday("2026-11-30", "Taken in September")],
            last_day: Some(day("2029-03-31")),
        }),
        timetable: Some(TimetableSettings {
            publication_clear_working_days: Some(6),
            key_decision_clear_days: Some(30),
            draft_working_days: Some(15),
            clearance_opens_working_days: Some(12),
            clearance_working_days: Some(4),
            final_working_days: Some(2),
            decision_notice_working_days: Some(1),
            call_in_working_days: Some(7),
        }),
        ..full_settings()
    }
}

fn small_person() -> PersonDetails {
    PersonDetails {
        email: "head@council.example".into(),
        post: "Head of Service".into(),
        directorate: None,
        line_manager: None,
        deputy: None,
        from: None,
        to: None,
    }
}

fn full_person() -> PersonDetails {
    PersonDetails {
        directorate: text("Place"),
        line_manager: Some(person(1)),
        deputy: Some(person(3)),
        from: Some(day("2020-04-01")),
        to: Some(day("2021-03-31")),
        ..small_person()
    }
}

fn small_token() -> ApiToken {
    ApiToken {
        name: "dashboard".into(),
        hash: "0f".repeat(32),
        scope: Scope::Read,
        expires: None,
        person: None,
    }
}

fn full_token() -> ApiToken {
    ApiToken {
        name: "warehouse export".into(),
        scope: Scope::Admin,
        expires: Some(time("2021-03-31T23:59:59.5Z")),
        person: Some(person(1)),
        ..small_token()
    }
}

/// The smallest scheme there is.
pub(crate) fn plain_scheme() -> Scheme {
    Scheme {
        scheme: "plain".into(),
        title: "Plain".into(),
        from: day("1990-04-01"),
        assessments: vec![Assessment {
            kinds: vec![Kind::Action],
            axis: Axis::Status,
            ratings: vec![],
            rounding: Rounding::HalfUp,
            decimals: 0,
            commentary_for: vec![],
            statuses: vec![StatusRule {
                id: "all".into(),
                label: "All".into(),
                colour: None,
                counts: true,
                reason: None,
                exception: false,
                when: vec![Clause::new()],
            }],
            groups: vec![],
        }],
    }
}

/// A scheme with every fact, every kind of test and every option.
pub(crate) fn rich_scheme() -> Scheme {
    let every_fact: Clause = Fact::ALL
        .iter()
        .map(|fact| (*fact, Test::Is("none".to_owned())))
        .collect();
    let interval = Interval {
        from: Some(number("0")),
        over: Some(number("-1.50")),
        up_to: Some(number("5.0")),
        below: Some(number("100")),
    };
    let open = Interval {
        from: None,
        over: None,
        up_to: None,
        below: Some(number("5")),
    };
    let tests = BTreeMap::from([
        (Fact::Completion, Test::OneOf(texts(&["late", "none"]))),
        (Fact::Shortfall, Test::Within(interval)),
        (Fact::Progress, Test::Within(open)),
    ]);
    Scheme {
        scheme: "sample".into(),
        title: "Sample scheme".into(),
        from: day("2020-04-01"),
        assessments: vec![Assessment {
            kinds: Kind::ALL.to_vec(),
            axis: Axis::Rating,
            ratings: texts(&["green", "amber", "red"]),
            rounding: Rounding::LargestRemainder,
            decimals: 1,
            commentary_for: texts(&["amber"]),
            statuses: vec![StatusRule {
                id: "amber".into(),
                label: "Amber".into(),
                colour: text("#ffbf00"),
                counts: false,
                reason: text("not rated"),
                exception: true,
                when: vec![every_fact, tests],
            }],
            groups: vec![
                Group {
                    label: "on track".into(),
                    statuses: texts(&["amber"]),
                    denominator: None,
                },
                Group {
                    label: "of all".into(),
                    statuses: texts(&["amber"]),
                    denominator: Some(texts(&["amber", "red"])),
                },
            ],
        }],
    }
}

/// Hand-overs of roles beside items.
pub(super) fn of_roles() -> Vec<Event> {
    let handed = |line_manager_of, deputy_of| {
        Event::PersonHandedOver(PersonHandedOver {
            from: person(1),
            to: person(2),
            on: day("2020-11-02"),
            items: vec![],
            reports: vec![],
            line_manager_of,
            deputy_of,
        })
    };
    vec![
        handed(vec![person(4)], vec![]),
        handed(vec![person(4), person(5)], vec![person(6)]),
    ]
}
