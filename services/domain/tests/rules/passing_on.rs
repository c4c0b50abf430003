//! Steps passed on: whose, to whom, and what stays with a body.

use std::collections::BTreeMap;

use quarterday_proto::command::*;
use quarterday_proto::event::Event;

use crate::harness::*;
use crate::reports::*;

fn pass_on(role: &str, from: Option<&str>, to: &str) -> Command {
    Command::ReassignStep(ReassignStep {
        report: "R".to_owned(),
        role: role.to_owned(),
        from: from.map(str::to_owned),
        to: to.to_owned(),
        reason: "Away.".to_owned(),
    })
}

/// Two directors of whom both sign, and a board beside them where wanted.
fn directors(board: bool) -> Given {
    let board = if board { ", { body = \"Board\" }" } else { "" };
    let route = format!(
        "route = \"both\"\ntitle = \"Both\"\nfrom = \"1990-04-01\"\n\
         [[stage]]\nname = \"Directors\"\n\
         [[stage.role]]\nkey = \"directors\"\nlabel = \"Directors\"\nneeds = \"all\"\n\
         holders = [\"named\"{board}]\n"
    );
    let route = quarterday_domain::parse_route(&route).unwrap();
    let named = vec![SPONSOR.to_owned(), MANAGER.to_owned()];
    council()
        .and(Command::AdoptRoute(AdoptRoute { route }))
        .and(draft_of("both", |draft| {
            draft.signatories = BTreeMap::from([("directors".to_owned(), named)]);
        }))
        .and(circulate())
}

fn asked(given: &Given) -> Vec<String> {
    given.asked("2020-10-12").remove(0).1
}

#[test]
fn a_bodys_step_goes_to_no_person() {
    let given = circulated();
    for to in [AUTHOR, SPONSOR, DEPUTY] {
        let refused = given
            .when(pass_on("service_directors", None, to))
            .refused("QD0120");
        assert!(
            refused.detail.contains("Corporate Leadership Team"),
            "{refused}"
        );
        given
            .when(pass_on("service_directors", Some(SPONSOR), to))
            .refused("QD0120");
    }
    // A person beside the body passes on what is theirs; the body stays.
    let given = directors(true).and(pass_on("directors", Some(SPONSOR), DEPUTY));
    assert_eq!(asked(&given), [MANAGER, DEPUTY, "Board"]);
}

#[test]
fn of_several_holders_one_passes_on_their_own_step() {
    let given = directors(false);
    let refused = given
        .when(pass_on("directors", None, DEPUTY))
        .refused("QD0121");
    assert!(refused.detail.contains("Head of Service"), "{refused}");
    given
        .when(pass_on("directors", Some(LEGAL), DEPUTY))
        .refused("QD0007");
    // Who is asked already does not sign for two.
    given
        .when(pass_on("directors", Some(SPONSOR), MANAGER))
        .refused("QD0042");
    let outcome = given.when(pass_on("directors", Some(SPONSOR), DEPUTY));
    let Event::StepReassigned(passed) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(passed.from, Some(given.state.person(SPONSOR).unwrap().id));
    let passed = outcome.then(&["report.step_reassigned", "report.sign_off_requested"]);
    assert_eq!(asked(&passed), [MANAGER, DEPUTY]);
    passed
        .when(passed.sign("directors", SPONSOR))
        .refused("QD0007");
    let one = passed.signed("directors", DEPUTY);
    assert_eq!(asked(&one), [MANAGER]);
    one.when(pass_on("directors", Some(DEPUTY), MEMBER))
        .refused("QD0061");
    assert!(
        one.signed("directors", MANAGER)
            .asked("2020-10-12")
            .is_empty()
    );
    // Passed on again, and back.
    let again = passed.and(pass_on("directors", Some(DEPUTY), MEMBER));
    assert_eq!(asked(&again), [MANAGER, MEMBER]);
    let back = again.and(pass_on("directors", Some(MEMBER), SPONSOR));
    assert_eq!(asked(&back), [MANAGER, SPONSOR]);
}

#[test]
fn what_a_leaver_passed_on_stays_passed_on() {
    let given = directors(false).and(pass_on("directors", Some(SPONSOR), DEPUTY));
    let hand_over = |from: &str, to: &str| {
        Command::HandOver(HandOver {
            from: from.to_owned(),
            to: to.to_owned(),
            on: day("2020-10-12"),
        })
    };
    let left = given.and(hand_over(SPONSOR, MEMBER));
    assert_eq!(asked(&left), [MANAGER, DEPUTY]);
    // Whoever took over may pass on what they took over.
    let taken = directors(false)
        .and(hand_over(SPONSOR, MEMBER))
        .and(pass_on("directors", Some(MEMBER), DEPUTY));
    assert_eq!(asked(&taken), [MANAGER, DEPUTY]);
}

#[test]
fn posts_that_one_person_may_not_hold_stay_apart() {
    let given = circulated();
    // The monitoring officer is asked as Legal, too.
    given
        .when(pass_on("finance", None, LEGAL))
        .refused("QD0063");
    given
        .when(pass_on("legal", None, FINANCE))
        .refused("QD0063");
    // Where no role is the monitoring officer's, the post still is.
    let route = "route = \"money\"\ntitle = \"Money\"\nfrom = \"1990-04-01\"\n\
        [[stage]]\nname = \"Checks\"\n\
        [[stage.role]]\nkey = \"finance\"\nlabel = \"Finance\"\nindependent = true\n\
        holders = [{ statutory = \"section-151-officer\" }]\n";
    let route = quarterday_domain::parse_route(route).unwrap();
    let given = council()
        .and(Command::AdoptRoute(AdoptRoute { route }))
        .and(draft("money"))
        .and(circulate());
    let refused = given
        .when(pass_on("finance", None, LEGAL))
        .refused("QD0069");
    assert!(refused.detail.contains("monitoring officer"), "{refused}");
    assert!(!refused.detail.contains("monitoring-officer"), "{refused}");
    let deputy = Command::Delegate(Delegate {
        from: FINANCE.to_owned(),
        to: LEGAL.to_owned(),
        first: day("2020-10-12"),
        last: day("2020-10-30"),
        scope: ScopeOfDelegation::All,
        reason: "Leave.".to_owned(),
    });
    let delegated = given.and(deputy);
    delegated
        .when(delegated.sign("finance", LEGAL))
        .refused("QD0069");
    given
        .and(pass_on("finance", None, DEPUTY))
        .signed("finance", DEPUTY);
}
