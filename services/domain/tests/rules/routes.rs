//! Routes: checked when they are adopted, kept in versions.

use quarterday_proto::command::*;
use quarterday_proto::route::{Holder, Route};

use crate::harness::*;
use crate::reports::*;

fn adopt(route: Route) -> Command {
    Command::AdoptRoute(AdoptRoute { route })
}

fn staged(change: impl FnOnce(&mut Route)) -> Command {
    let mut route = quarterday_domain::builtin_routes("staged").remove(0);
    change(&mut route);
    adopt(route)
}

#[test]
fn a_route_that_cannot_be_followed_is_refused_by_name() {
    let given = council();
    let check = |change: &dyn Fn(&mut Route), why: &str| {
        let refused = given.when(staged(|route| change(route))).refused("QD0052");
        assert!(refused.detail.contains(why), "{refused}");
    };
    check(&|route| route.route = "Two words".into(), "its name");
    check(&|route| route.stages.clear(), "stages");
    check(&|route| route.stages[1].roles.clear(), "`Head of service`");
    check(
        &|route| route.stages[1].roles[0].key = "author".into(),
        "`author`",
    );
    check(
        &|route| route.stages[3].roles[0].independent = false,
        "`finance`",
    );
    check(
        &|route| route.stages[3].roles[1].independent = false,
        "`legal`",
    );
    check(
        &|route| route.stages[3].roles[1].holders.push(Holder::Author),
        "`legal`",
    );
    check(
        &|route| route.stages[2].roles[0].holders.clear(),
        "`director`",
    );
    check(
        &|route| route.stages[2].roles[0].holders = vec![Holder::Body(" ".into())],
        "`director`",
    );
    check(
        &|route| route.stages[2].roles[0].label.clear(),
        "`director`",
    );
    check(
        &|route| route.stages[2].roles[0].concerns = Some(vec![]),
        "`director`",
    );
    check(
        &|route| route.stages[2].roles[0].answer_working_days = Some(0),
        "`director`",
    );
    check(
        &|route| {
            let roles = route.stages.iter_mut().flat_map(|stage| &mut stage.roles);
            roles.for_each(|role| role.required = false);
        },
        "required",
    );
    let stranger = staged(|route| {
        route.stages[2].roles[0].holders = vec![Holder::Person("nobody@a.example".into())];
    });
    given.when(stranger).refused("QD0009");
    assert!(quarterday_domain::parse_route("route = 7").is_err());
}

#[test]
fn a_report_keeps_the_route_of_its_circulation() {
    let given = council().and(staged(|_| {}));
    given.when(staged(|_| {})).then(&[]);
    let circulated = given
        .and(draft_of("staged", |draft| {
            draft
                .signatories
                .insert("portfolio_holder".into(), vec![MEMBER.into()]);
        }))
        .and(circulate());
    let shorter = |from: &str| {
        staged(|route| {
            route.from = day(from);
            route.stages.truncate(1);
        })
    };
    let later = circulated
        .and(shorter("2020-11-01"))
        .and(shorter("2020-10-12"));
    assert_eq!(later.table().len(), 6);
    let again = later
        .and(Command::WithdrawReport(WithdrawReport {
            report: "R".into(),
            reason: "A shorter route counts.".into(),
        }))
        .and(circulate());
    assert_eq!(again.table().len(), 1);
}

#[test]
fn a_route_that_does_not_count_yet_is_not_taken() {
    let later = staged(|route| route.from = day("2021-04-01"));
    council().and(later).when(draft("staged")).refused("QD0051");
}
