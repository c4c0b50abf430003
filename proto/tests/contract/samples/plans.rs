//! Plans.

use quarterday_proto::event::{Event, PlanApproved, PlanClosed, PlanRecorded};
use quarterday_proto::plan::{Decision, PlanDetails};

use super::{day, plan, text};

pub(super) fn events() -> Vec<Event> {
    vec![
        Event::PlanAdded(PlanRecorded {
            plan: plan(1),
            details: small_plan(),
        }),
        Event::PlanAdded(PlanRecorded {
            plan: plan(2),
            details: full_plan(),
        }),
        Event::PlanChanged(PlanRecorded {
            plan: plan(1),
            details: small_plan(),
        }),
        Event::PlanChanged(PlanRecorded {
            plan: plan(2),
            details: full_plan(),
        }),
        Event::PlanApproved(PlanApproved {
            plan: plan(1),
            decision: decision(),
        }),
        Event::PlanApproved(PlanApproved {
            plan: plan(2),
            decision: Decision {
                body: "Council".into(),
                ..decision()
            },
        }),
        Event::PlanClosed(PlanClosed { plan: plan(1) }),
        Event::PlanClosed(PlanClosed { plan: plan(2) }),
    ]
}

pub(super) fn decision() -> Decision {
    Decision {
        body: "Cabinet".into(),
        on: day("2020-03-16"),
        reference: "CAB 20/31".into(),
    }
}

fn small_plan() -> PlanDetails {
    PlanDetails {
        reference: "place".into(),
        title: "Place plan".into(),
        directorate: None,
        committee: None,
        portfolio: None,
        year: "2020-21".parse().unwrap(),
        scheme: "plain".into(),
        decimals: None,
    }
}

fn full_plan() -> PlanDetails {
    PlanDetails {
        reference: "people & skills / 1.2*".into(),
        directorate: text("People"),
        committee: text("Overview and Scrutiny"),
        portfolio: text("Children’s Services"),
        year: "2099-00".parse().unwrap(),
        decimals: Some(2),
        ..small_plan()
    }
}
