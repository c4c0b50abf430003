//! Commands at random: mostly such as make sense.

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::command::{
    AdoptScheme, ApplyAmendment, ApprovePlan, ClosePlan, CloseQuarter, Command, ConcludeItem,
    Conclusion, ConfigureCouncil, DecideAmendment, EstablishCouncil, HandOver, Import, IssueToken,
    Observe, OpenQuarter, ProposeAmendment, ProposedChange, ProposedPart, PublishQuarter,
    ReopenQuarter, RestateQuarter, RevokeToken,
};
use quarterday_proto::council::{Nation, Scope, Settings};
use quarterday_proto::item::{Cause, Direction, Kind, Observation, Unavailable};
use quarterday_proto::plan::{AmendmentOutcome, Decision};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::sheet::{
    ItemRow, ObservationRow, PersonRow, PlanRow, Row, Sheets, TargetRow,
};
use quarterday_proto::target::{Basis, NoTarget, TargetStatus};
use rust_decimal::Decimal;

const PLANS: [&str; 3] = ["P", "D", "N"];
const ITEMS: [(&str, Kind); 8] = [
    ("A1", Kind::Action),
    ("A2", Kind::Action),
    ("S1", Kind::Milestone),
    ("M1", Kind::Measure),
    ("M2", Kind::Measure),
    ("J1", Kind::Project),
    ("J2", Kind::Project),
    ("R1", Kind::Risk),
];
pub(crate) const PEOPLE: [&str; 3] = ["a@a.example", "b@a.example", "c@a.example"];

/// What every history begins with.
pub(crate) fn setting_up() -> Vec<Command> {
    let plan = |reference: &str, year: &str, scheme: &str| PlanRow {
        plan: reference.to_owned(),
        title: Some("Plan".to_owned()),
        directorate: None,
        committee: None,
        portfolio: None,
        year: Some(year.parse().unwrap()),
        scheme: Some(scheme.to_owned()),
        decimals: None,
    };
    let plans = vec![
        plan("P", "2020-21", "rochdale"),
        plan("D", "2020-21", "derby"),
        plan("N", "2021-22", "derby"),
    ];
    let items = PLANS[..2].iter().flat_map(|plan| {
        ITEMS
            .iter()
            .map(|(reference, kind)| item_row(plan, reference, *kind, None))
    });
    // Derby's scheme begins a year later.
    let mut derby = quarterday_domain::scheme::builtin("derby").remove(0);
    derby.from = "2020-04-01".parse().unwrap();
    let people = PEOPLE.map(|email| PersonRow {
        email: email.to_owned(),
        post: "Head of Service".to_owned(),
        directorate: None,
        line_manager_email: None,
        deputy_email: None,
        from: None,
        to: None,
    });
    let sheets = Sheets {
        plans: rows(plans),
        people: rows(people.to_vec()),
        items: rows(items.collect()),
        ..Sheets::default()
    };
    vec![
        Command::EstablishCouncil(EstablishCouncil {
            name: "Anytown Council".to_owned(),
            nation: Nation::England,
            zone: None,
            settings: Settings::default(),
        }),
        Command::AdoptScheme(AdoptScheme { scheme: derby }),
        Command::AdoptScheme(AdoptScheme {
            scheme: every_axis(),
        }),
        Command::Import(Import { plan: None, sheets }),
    ]
}

/// A scheme that assesses every kind of item on every axis, with one status:
/// assessing asserts that the facts are such as the totality check tries.
fn every_axis() -> quarterday_proto::scheme::Scheme {
    let assessments: String = ["status", "target", "forecast", "rating"]
        .map(|axis| {
            format!(
                "[[assessment]]\nkinds = [\"action\", \"milestone\", \"measure\", \"project\", \"risk\"]\n\
                 axis = \"{axis}\"\nratings = [\"green\", \"amber\"]\n\
                 [[assessment.status]]\nid = \"all\"\nlabel = \"All\"\nwhen = [{{}}]\n"
            )
        })
        .concat();
    let head = "scheme = \"every\"\ntitle = \"Every axis\"\nfrom = \"2000-04-01\"\n";
    quarterday_domain::scheme::parse(&format!("{head}{assessments}")).unwrap()
}

fn rows<T>(values: Vec<T>) -> Vec<Row<T>> {
    let numbered = values.into_iter().zip(2..);
    numbered
        .map(|(value, line)| Row {
            sheet: "sheet".to_owned(),
            line,
            value,
        })
        .collect()
}

fn item_row(plan: &str, reference: &str, kind: Kind, due: Option<Date>) -> ItemRow {
    ItemRow {
        plan: plan.to_owned(),
        reference: reference.to_owned(),
        kind,
        title: format!("Item {reference}"),
        theme: None,
        owner_email: Some(PEOPLE[0].to_owned()),
        start: None,
        due,
        direction: None,
        target: None,
        target_low: None,
        target_high: None,
        unit: None,
        contributors: Vec::new(),
        parent: None,
        aliases: Vec::new(),
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    }
}

fn date() -> impl Strategy<Value = Date> {
    (0..500_i64).prop_map(|days| {
        let first: Date = "2020-03-15".parse().unwrap();
        first.checked_add(jiff::Span::new().days(days)).unwrap()
    })
}

fn quarter() -> impl Strategy<Value = Quarter> {
    prop_oneof![
        9 => select(vec!["2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4"]),
        1 => Just("2021-22-Q1"),
    ]
    .prop_map(|quarter| quarter.parse().unwrap())
}

fn plan() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just("P"), 3 => Just("D"), 1 => Just("N")].prop_map(str::to_owned)
}

fn item() -> impl Strategy<Value = (String, Kind)> {
    select(ITEMS.to_vec()).prop_map(|(reference, kind)| (reference.to_owned(), kind))
}

fn reference() -> impl Strategy<Value = String> {
    item().prop_map(|(reference, _)| reference)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![9 => Just("Because.".to_owned()), 1 => Just(String::new())]
}

fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        20 => (-5..30_i64).prop_map(|n| Decimal::from(n * 5)),
        1 => Just(Decimal::MAX),
        1 => Just(Decimal::MIN),
        1 => Just(Decimal::new(1, 28)),
    ]
}

fn rarely<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.25, value)
}

fn basis() -> impl Strategy<Value = Basis> {
    select(Basis::ALL.to_vec())
}

fn observation() -> impl Strategy<Value = Observation> {
    let facts = (
        rarely(select(Cause::ALL.to_vec())),
        prop::option::of(number()),
        rarely(number()),
        rarely(select(vec!["green", "amber", "red", "blue"])),
        rarely(select(Unavailable::ALL.to_vec())),
    );
    let when = (
        date(),
        rarely(basis()),
        rarely(0..110_i64),
        rarely(0..80_i64),
    );
    (
        when,
        prop::option::of(any::<bool>()),
        facts,
        prop::option::weighted(0.9, Just("Words.")),
    )
        .prop_map(|((as_at, basis, percent, done), on_track, facts, words)| {
            let (cause, actual, forecast, rating, unavailable) = facts;
            let before = |days| as_at.checked_sub(jiff::Span::new().days(days)).unwrap();
            Observation {
                as_at,
                basis,
                percent_complete: percent.map(Decimal::from),
                completed_on: done.map(before),
                on_track: on_track.filter(|on_track| done.is_none() || *on_track),
                cause,
                actual: actual.filter(|_| unavailable.is_none()),
                forecast,
                rating: rating.map(str::to_owned),
                unavailable,
                commentary: words.map(Into::into),
            }
        })
}

fn target_row() -> impl Strategy<Value = TargetRow> {
    let period = prop_oneof![
        quarter().prop_map(Period::Quarter),
        Just(Period::Year("2020-21".parse().unwrap())),
    ];
    let status = select(TargetStatus::ALL.to_vec());
    let figures = (
        prop::option::weighted(0.8, number()),
        rarely(number()),
        rarely(number()),
    );
    (
        plan(),
        select(vec!["M1", "M2", "J1"]),
        period,
        basis(),
        figures,
        status,
    )
        .prop_map(
            |(plan, reference, period, basis, (target, low, high), status)| TargetRow {
                plan,
                reference: reference.to_owned(),
                period,
                basis,
                target,
                low,
                high,
                status,
                no_target_reason: target.is_none().then_some(NoTarget::Contextual),
            },
        )
}

fn row_of_items() -> impl Strategy<Value = ItemRow> {
    let themes = rarely(select(vec!["One", "Two"]));
    let direction = rarely(select(Direction::ALL.to_vec()));
    let owner = rarely(select(vec![PEOPLE[0], PEOPLE[1], "new@a.example"]));
    (
        plan(),
        item(),
        themes,
        owner,
        (rarely(date()), rarely(date())),
        direction,
        rarely(number()),
    )
        .prop_map(
            |(plan, (reference, kind), theme, owner, (start, due), direction, target)| ItemRow {
                theme: theme.map(str::to_owned),
                owner_email: owner.map(str::to_owned),
                start,
                direction,
                target,
                ..item_row(&plan, &reference, kind, due)
            },
        )
}

fn row_of_observations() -> impl Strategy<Value = ObservationRow> {
    (plan(), reference(), observation()).prop_map(|(plan, reference, given)| ObservationRow {
        plan,
        reference,
        as_at: given.as_at,
        basis: given.basis,
        percent_complete: given.percent_complete,
        completed_on: given.completed_on,
        on_track: given.on_track,
        cause: given.cause,
        actual: given.actual,
        forecast: given.forecast,
        rating: given.rating,
        unavailable: given.unavailable,
        commentary: given.commentary.map(|text| text.to_string()),
    })
}

fn row_of_people() -> impl Strategy<Value = PersonRow> {
    let people = || select(vec![PEOPLE[0], PEOPLE[1], PEOPLE[2], "d@a.example"]);
    (
        people(),
        select(vec!["Head", "Director"]),
        rarely(people()),
        rarely(people()),
    )
        .prop_map(|(email, post, manager, deputy)| PersonRow {
            email: email.to_owned(),
            post: post.to_owned(),
            directorate: None,
            line_manager_email: manager.map(str::to_owned),
            deputy_email: deputy.map(str::to_owned),
            from: None,
            to: None,
        })
}

fn row_of_plans() -> impl Strategy<Value = PlanRow> {
    (plan(), 0..3_u8).prop_map(|(plan, decimals)| PlanRow {
        plan,
        title: None,
        directorate: None,
        committee: None,
        portfolio: None,
        year: None,
        scheme: None,
        decimals: Some(decimals),
    })
}

/// Sheets that may contradict each other and what is known.
pub(crate) fn sheets() -> impl Strategy<Value = Command> {
    let few = 0..3_usize;
    (
        prop::collection::vec(row_of_items(), few.clone()),
        prop::collection::vec(target_row(), few.clone()),
        prop::collection::vec(row_of_observations(), few.clone()),
        prop::collection::vec(row_of_people(), few),
        rarely(row_of_plans()),
    )
        .prop_map(|(items, targets, observations, people, plan)| {
            let sheets = Sheets {
                plans: rows(plan.into_iter().collect()),
                people: rows(people),
                items: rows(items),
                targets: rows(targets),
                observations: rows(observations),
            };
            Command::Import(Import { plan: None, sheets })
        })
}

fn change() -> impl Strategy<Value = ProposedChange> {
    let part = |reference: String, due| ProposedPart {
        title: "Part".to_owned(),
        reference,
        owner_email: None,
        directorate: None,
        due,
    };
    prop_oneof![
        (0..9_u8, date()).prop_map(|(n, due)| ProposedChange::Add {
            item: Box::new(item_row("", &format!("A1{n}"), Kind::Action, Some(due))),
        }),
        reference().prop_map(|reference| ProposedChange::Delete { reference }),
        (reference(), rarely(date())).prop_map(move |(reference, due)| ProposedChange::Split {
            into: ["a", "b"]
                .map(|end| part(format!("{reference}{end}"), due))
                .to_vec(),
            reference,
        }),
        (reference(), date())
            .prop_map(|(reference, due)| ProposedChange::Redate { reference, due }),
        target_row().prop_map(|target| ProposedChange::Retarget {
            target: Box::new(target)
        }),
        reference().prop_map(|reference| ProposedChange::Reassign {
            reference,
            owner_email: Some(PEOPLE[1].to_owned()),
            directorate: None,
        }),
        (reference(), text())
            .prop_map(|(reference, title)| ProposedChange::Redefine { reference, title }),
    ]
}

fn decision() -> impl Strategy<Value = Decision> {
    let on = "2020-07-01".parse().unwrap();
    text().prop_map(move |reference| Decision {
        body: "Cabinet".to_owned(),
        on,
        reference,
    })
}

fn amendment() -> impl Strategy<Value = String> {
    (1..4_u8).prop_map(|number| format!("A{number}"))
}

fn conclusion() -> impl Strategy<Value = Conclusion> {
    prop_oneof![
        Just(Conclusion::Routine),
        text().prop_map(|reference| Conclusion::End { reference }),
        (Just("N".to_owned()), rarely(date())).prop_map(|(plan, due)| {
            Conclusion::CarryForward {
                plan,
                reference: None,
                due,
            }
        }),
    ]
}

/// The Rochdale scheme again, from another day, with another name for what is
/// not updated.
fn adopt() -> impl Strategy<Value = Command> {
    (date(), any::<bool>()).prop_map(|(from, renamed)| {
        let mut scheme = quarterday_domain::scheme::builtin("rochdale").remove(1);
        scheme.from = from;
        if renamed {
            for assessment in &mut scheme.assessments {
                for status in &mut assessment.statuses {
                    status.id = status.id.replace("not-updated", "silent");
                }
            }
        }
        Command::AdoptScheme(AdoptScheme { scheme })
    })
}

/// All that settles plan P at the end of its year.
pub(crate) fn year_end() -> Vec<Command> {
    let mut commands = Vec::new();
    let (plan, reason) = (|| "P".to_owned(), || "Year end.".to_owned());
    let year = "2020-21"
        .parse::<quarterday_proto::quarter::FinancialYear>()
        .unwrap();
    for quarter in (1..=4).map(|number| year.quarter(number).unwrap()) {
        commands.push(Command::OpenQuarter(OpenQuarter {
            plan: plan(),
            quarter,
            answers_due: None,
        }));
        let close = CloseQuarter {
            plan: plan(),
            quarter,
            reason: Some(reason()),
        };
        commands.push(Command::CloseQuarter(close));
    }
    let added = (0..9).map(|n| format!("A1{n}"));
    let parts = ITEMS
        .iter()
        .flat_map(|(item, _)| [format!("{item}a"), format!("{item}b")]);
    let items = ITEMS.iter().map(|(reference, _)| (*reference).to_owned());
    for reference in items.chain(parts).chain(added) {
        let outcome = Conclusion::Routine;
        commands.push(Command::ConcludeItem(ConcludeItem {
            plan: plan(),
            reference,
            outcome,
        }));
    }
    commands.push(Command::ClosePlan(ClosePlan { plan: plan() }));
    commands
}

fn publish(plan: String, quarter: Quarter) -> Command {
    let on = "2020-07-01".parse().unwrap();
    Command::PublishQuarter(PublishQuarter {
        plan,
        quarter,
        on,
        reference: None,
    })
}

/// A quarter from its opening to its restatement.
fn cycle() -> impl Strategy<Value = Vec<Command>> {
    let answers = || prop::collection::vec((reference(), observation()), 0..5);
    (
        plan(),
        quarter(),
        answers(),
        answers(),
        answers(),
        any::<bool>(),
    )
        .prop_map(|(plan, quarter, before, between, after, again)| {
            let observe = |(reference, observation): (String, Observation)| {
                let plan = plan.clone();
                Command::Observe(Observe {
                    plan,
                    reference,
                    entered_for: None,
                    observation,
                })
            };
            let reason = || "Because.".to_owned();
            let close = || {
                let reason = Some(reason());
                Command::CloseQuarter(CloseQuarter {
                    plan: plan.clone(),
                    quarter,
                    reason,
                })
            };
            let open = OpenQuarter {
                plan: plan.clone(),
                quarter,
                answers_due: None,
            };
            let mut commands = vec![Command::OpenQuarter(open)];
            commands.extend(before.into_iter().map(observe));
            commands.push(close());
            commands.extend(between.into_iter().map(observe));
            if again {
                let reopen = ReopenQuarter {
                    plan: plan.clone(),
                    quarter,
                    reason: reason(),
                };
                commands.extend([Command::ReopenQuarter(reopen), close()]);
            }
            commands.push(publish(plan.clone(), quarter));
            commands.extend(after.into_iter().map(observe));
            let restate = RestateQuarter {
                plan: plan.clone(),
                quarter,
                reason: reason(),
            };
            commands.push(Command::RestateQuarter(restate));
            commands
        })
}

/// An amendment from its proposal to its application, if its number is right.
fn amending() -> impl Strategy<Value = Vec<Command>> {
    let changes = prop::collection::vec(change(), 1..3);
    (plan(), changes, amendment(), rarely(date())).prop_map(
        |(plan, changes, amendment, effective)| {
            let rationale = "Because.".to_owned();
            let decision = Decision {
                body: "Cabinet".to_owned(),
                on: "2020-07-01".parse().unwrap(),
                reference: "CAB/1".to_owned(),
            };
            let outcome = AmendmentOutcome::Approved;
            let decide = DecideAmendment {
                amendment: amendment.clone(),
                decision,
                outcome,
                effective,
            };
            vec![
                Command::ProposeAmendment(ProposeAmendment {
                    plan,
                    changes,
                    rationale,
                }),
                Command::DecideAmendment(decide),
                Command::ApplyAmendment(ApplyAmendment { amendment }),
            ]
        },
    )
}

/// Commands that belong together.
pub(crate) fn commands() -> impl Strategy<Value = Vec<Command>> {
    prop_oneof![
        16 => command().prop_map(|command| vec![command]),
        2 => cycle(),
        2 => amending(),
        2 => crate::clearance::episode(),
    ]
}

/// One command.
fn command() -> impl Strategy<Value = Command> {
    let of_quarters = prop_oneof![
        3 => (plan(), quarter()).prop_map(|(plan, quarter)| {
            Command::OpenQuarter(OpenQuarter { plan, quarter, answers_due: None })
        }),
        5 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::CloseQuarter(CloseQuarter { plan, quarter, reason: Some(reason) })
        }),
        1 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::ReopenQuarter(ReopenQuarter { plan, quarter, reason })
        }),
        2 => (plan(), quarter()).prop_map(|(plan, quarter)| publish(plan, quarter)),
        2 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::RestateQuarter(RestateQuarter { plan, quarter, reason })
        }),
    ];
    let of_amendments = prop_oneof![
        (plan(), prop::collection::vec(change(), 1..3), text()).prop_map(
            |(plan, changes, rationale)| {
                Command::ProposeAmendment(ProposeAmendment {
                    plan,
                    changes,
                    rationale,
                })
            }
        ),
        (
            amendment(),
            decision(),
            select(AmendmentOutcome::ALL.to_vec()),
            rarely(date())
        )
            .prop_map(|(amendment, decision, outcome, effective)| {
                Command::DecideAmendment(DecideAmendment {
                    amendment,
                    decision,
                    outcome,
                    effective,
                })
            }),
        amendment().prop_map(|amendment| Command::ApplyAmendment(ApplyAmendment { amendment })),
    ];
    let of_plans = prop_oneof![
        1 => (plan(), decision())
            .prop_map(|(plan, decision)| Command::ApprovePlan(ApprovePlan { plan, decision })),
        1 => plan().prop_map(|plan| Command::ClosePlan(ClosePlan { plan })),
        3 => (plan(), reference(), conclusion()).prop_map(|(plan, reference, outcome)| {
            Command::ConcludeItem(ConcludeItem { plan, reference, outcome })
        }),
    ];
    let of_people = prop_oneof![
        (select(PEOPLE.to_vec()), select(PEOPLE.to_vec()), date()).prop_map(|(from, to, on)| {
            Command::HandOver(HandOver {
                from: from.to_owned(),
                to: to.to_owned(),
                on,
            })
        }),
        select(vec!["one", "two"]).prop_map(|name| {
            let (name, hash) = (name.to_owned(), "0".repeat(64));
            Command::IssueToken(IssueToken {
                name,
                hash,
                scope: Scope::Read,
                expires: None,
                person: None,
            })
        }),
        select(vec!["one", "two"]).prop_map(|name| Command::RevokeToken(RevokeToken {
            name: name.to_owned()
        })),
        any::<bool>().prop_map(|plain| {
            let default_scheme = plain.then(|| "plain".to_owned());
            let settings = Settings {
                default_scheme,
                ..Settings::default()
            };
            Command::ConfigureCouncil(ConfigureCouncil { settings })
        }),
    ];
    prop_oneof![
        30 => (plan(), reference(), observation()).prop_map(|(plan, reference, observation)| {
            Command::Observe(Observe { plan, reference, entered_for: None, observation })
        }),
        10 => sheets(),
        25 => of_quarters,
        12 => of_amendments,
        4 => of_plans,
        6 => of_people,
        2 => adopt(),
        14 => crate::clearance::commands(),
    ]
}
