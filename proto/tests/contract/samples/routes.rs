//! Routes of clearance.

use quarterday_proto::route::{FIGURES, Holder, Needs, Role, Route, Stage, StatutoryPost};

use super::{day, texts};

/// The smallest route there is.
pub(super) fn small_route() -> Route {
    let role = Role {
        key: "sponsor".into(),
        label: "Report sponsor".into(),
        required: true,
        holders: vec![Holder::Sponsor],
        needs: Needs::Any,
        independent: false,
        concerns: None,
        answer_working_days: None,
    };
    Route {
        route: "plain".into(),
        title: "Plain".into(),
        from: day("1990-04-01"),
        report_types: vec![],
        stages: vec![Stage {
            name: "Clearance".into(),
            roles: vec![role],
        }],
    }
}

/// A route with every kind of holder and every option.
pub(crate) fn full_route() -> Route {
    let mut route = small_route();
    route.report_types = texts(&["performance"]);
    route.stages[0].roles.push(Role {
        key: "legal".into(),
        label: "Legal".into(),
        required: false,
        holders: vec![
            Holder::Author,
            Holder::Sponsor,
            Holder::LineManager,
            Holder::Named,
            Holder::Person("head@council.example".into()),
            Holder::Post("Head of Service".into()),
            Holder::Statutory(StatutoryPost::Section151Officer),
            Holder::Body("Leadership Team".into()),
        ],
        needs: Needs::All,
        independent: true,
        concerns: Some(texts(&["legal", FIGURES])),
        answer_working_days: Some(5),
    });
    route
}
