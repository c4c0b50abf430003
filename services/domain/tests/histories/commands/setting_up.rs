//! What every history begins with, and the items and people of it.

use jiff::civil::Date;
use quarterday_proto::command::{AdoptScheme, Command, EstablishCouncil, Import};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::item::Kind;
use quarterday_proto::sheet::{ItemRow, PersonRow, PlanRow, Row, Sheets};

pub(crate) const PLANS: [&str; 3] = ["P", "D", "N"];
pub(crate) const ITEMS: [(&str, Kind); 8] = [
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
pub(crate) fn every_axis() -> quarterday_proto::scheme::Scheme {
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

pub(crate) fn rows<T>(values: Vec<T>) -> Vec<Row<T>> {
    let numbered = values.into_iter().zip(2..);
    numbered
        .map(|(value, line)| Row {
            sheet: "sheet".to_owned(),
            line,
            value,
        })
        .collect()
}

pub(crate) fn item_row(plan: &str, reference: &str, kind: Kind, due: Option<Date>) -> ItemRow {
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
