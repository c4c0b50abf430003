//! Sheets at random.

use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::command::{Command, Import};
use quarterday_proto::item::Direction;
use quarterday_proto::quarter::Period;
use quarterday_proto::sheet::{ItemRow, ObservationRow, PersonRow, PlanRow, Sheets, TargetRow};
use quarterday_proto::target::{NoTarget, TargetStatus};

use super::answers::answer;
use super::setting_up::{PEOPLE, item_row, rows};
use super::values::{basis, date, item, number, plan, quarter, rarely};

pub(crate) fn target_row() -> impl Strategy<Value = TargetRow> {
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

pub(crate) fn row_of_items() -> impl Strategy<Value = ItemRow> {
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

pub(crate) fn row_of_observations() -> impl Strategy<Value = ObservationRow> {
    (plan(), answer()).prop_map(|(plan, (reference, given))| ObservationRow {
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

pub(crate) fn row_of_people() -> impl Strategy<Value = PersonRow> {
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

pub(crate) fn row_of_plans() -> impl Strategy<Value = PlanRow> {
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
