//! Signing off, returning, bodies, stages and independence.

use std::collections::BTreeMap;

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::report::ReportState;

use crate::harness::*;
use crate::reports::*;

pub(crate) fn give_back(role: &str, by: &str, reason: &str) -> Command {
    Command::ReturnReport(ReturnReport {
        report: "R".to_owned(),
        role: role.to_owned(),
        by: by.to_owned(),
        reason: reason.to_owned(),
    })
}

#[test]
fn roles_of_a_stage_sign_in_any_order_and_the_table_shows_it() {
    let given = circulated();
    let signed = given
        .on("2020-10-28")
        .signed("legal", LEGAL)
        .on("2020-10-29")
        .signed("finance", FINANCE)
        .signed("sponsor", SPONSOR);
    let signed = signed
        .when(signed.body("Corporate Leadership Team", "2020-10-26"))
        .then(&["report.signed_off"]);
    let rows: Vec<_> = signed
        .table()
        .into_iter()
        .map(|row| (row.label, row.name, row.date.map(|day| day.to_string())))
        .collect();
    let row = |label: &str, name: Option<&str>, date: Option<&str>| {
        (
            label.to_owned(),
            name.map(str::to_owned),
            date.map(str::to_owned),
        )
    };
    assert_eq!(
        rows,
        [
            row("Legal", Some("Director of Law"), Some("2020-10-28")),
            row(
                "Finance",
                Some("Director of Financial Services"),
                Some("2020-10-29")
            ),
            row(
                "Service Director(s)",
                Some("Corporate Leadership Team"),
                Some("2020-10-26")
            ),
            row(
                "Report sponsor",
                Some("Director of Policy"),
                Some("2020-10-29")
            ),
            row("Other(s)", None, None),
        ]
    );
}

#[test]
fn only_a_holder_signs_and_only_once() {
    let given = circulated();
    given.when(given.sign("legal", FINANCE)).refused("QD0007");
    given.when(given.sign("barber", LEGAL)).refused("QD0058");
    given
        .when(given.sign("legal", "nobody@a.example"))
        .refused("QD0009");
    let body = given
        .when(given.sign("service_directors", SPONSOR))
        .refused("QD0007");
    assert!(body.detail.contains("Corporate Leadership Team"), "{body}");
    let signed = given.signed("legal", LEGAL);
    signed.when(signed.sign("legal", LEGAL)).refused("QD0061");
    let drafted = council().and(draft("derby"));
    drafted.when(drafted.sign("legal", LEGAL)).refused("QD0056");
}

#[test]
fn a_sign_off_names_the_exact_content() {
    let given = circulated();
    let stale = given.sign("legal", LEGAL);
    let edited = given.and(edit(|content| {
        content.sections[2].text = "None.".to_owned()
    }));
    let refused = edited.when(stale).refused("QD0059");
    assert!(refused.detail.contains("finance"), "{refused}");
    assert!(refused.detail.contains(&edited.hash()), "{refused}");
    let mut never = edited.sign("legal", LEGAL);
    if let Command::SignOff(sign) = &mut never {
        sign.content_hash = "0".repeat(64);
    }
    edited.when(never).refused("QD0059");
    edited.signed("legal", LEGAL);
}

#[test]
fn a_token_that_stands_for_a_person_signs_for_nobody_else() {
    let given = circulated();
    given
        .when_by(FINANCE, given.sign("legal", LEGAL))
        .refused("QD0007");
    given
        .when_by(FINANCE, give_back("legal", LEGAL, "Wrong."))
        .refused("QD0007");
    given
        .when_by(LEGAL, given.body("Corporate Leadership Team", "2020-10-12"))
        .refused("QD0007");
    given
        .when_by(LEGAL, edit(|content| content.title.push('!')))
        .refused("QD0007");
    given
        .when_by(AUTHOR, edit(|content| content.title.push('!')))
        .then(&["report.revised"]);
    let by_officer = given.when(given.sign("legal", LEGAL));
    let by_self = given.when_by(LEGAL, given.sign("legal", LEGAL));
    let recorded = |outcome: &Outcome| match &outcome.events()[0] {
        Event::ReportSignedOff(signed) => signed.recorded_by.as_ref().map(ToString::to_string),
        other => panic!("{other:?}"),
    };
    assert_eq!(recorded(&by_officer).as_deref(), Some("operator"));
    assert_eq!(recorded(&by_self), None);
}

#[test]
fn a_person_observes_only_their_own_items() {
    let owned =
        "plan,ref,kind,title,due,owner_email\nP,A9,action,Ninth,2021-03-31,author@a.example\n";
    let given = council().and(import(&[owned])).and(open("2020-21-Q3"));
    let seen = || observe("A9", "2020-10-10", |facts| facts.on_track = Some(true));
    given.when_by(AUTHOR, seen()).then(&["item.observed"]);
    given.when_by(LEGAL, seen()).refused("QD0007");
    given.when_by(AUTHOR, close(Q2)).refused("QD0007");
}

#[test]
fn the_author_signs_for_no_role_that_checks_the_author() {
    // Two hold the finance role, one of whom is the author.
    let given = council()
        .and(draft_of("derby", |draft| draft.author = FINANCE.to_owned()))
        .and(import(&[
            "email,post\nsecond@a.example,Director of Financial Services\n",
        ]))
        .and(circulate());
    let refused = given.when(given.sign("finance", FINANCE)).refused("QD0062");
    assert!(refused.detail.contains("Finance"), "{refused}");
    given.signed("finance", "second@a.example");
    // Other roles the author may sign.
    let sponsor = council()
        .and(draft_of("derby", |draft| {
            draft.sponsor = Some(AUTHOR.to_owned())
        }))
        .and(circulate());
    sponsor.signed("sponsor", AUTHOR);
}

#[test]
fn one_person_signs_for_one_independent_role() {
    let given = council()
        .and(import(&[
            "email,post\nlegal@a.example,Director of Financial Services\n",
        ]))
        .and(draft("derby"))
        .and(circulate());
    let signed = given.signed("legal", LEGAL);
    signed.when(signed.sign("finance", LEGAL)).refused("QD0063");
    signed.signed("finance", FINANCE);
}

#[test]
fn a_return_needs_a_reason_and_leaves_other_sign_offs_standing() {
    let given = circulated()
        .signed("finance", FINANCE)
        .signed("legal", LEGAL);
    given.when(give_back("legal", LEGAL, " ")).refused("QD0023");
    given
        .when(give_back("legal", FINANCE, "No."))
        .refused("QD0007");
    let returned = given
        .when(give_back("legal", LEGAL, "The risk is not described."))
        .then(&["report.returned"]);
    assert_eq!(
        returned.state.report("R").unwrap().state,
        ReportState::Returned
    );
    assert_eq!(returned.standing_roles(), ["finance"]);
    assert!(returned.asked("2020-10-12").is_empty());
    returned
        .when(returned.sign("sponsor", SPONSOR))
        .refused("QD0056");
    returned
        .when(give_back("sponsor", SPONSOR, "Me too."))
        .refused("QD0056");
    let revision = edit(|content| {
        content.sections.push(section("risk", "It may be late."));
    });
    // Nobody is asked before it is circulated again, and the revision says so.
    let revised = returned.when(revision.clone());
    assert!(
        revised.notes().iter().any(|note| {
            note == "no longer signed by: finance. They are asked again when it is circulated"
        }),
        "{:?}",
        revised.notes()
    );
    let again = returned.and(revision).and(circulate());
    // Derby's roles are about the whole report, so the edit voided finance too.
    assert!(again.standing_roles().is_empty());
    assert_eq!(again.asked("2020-10-12").len(), 4);
}

#[test]
fn a_body_signs_by_a_decision_with_its_meeting() {
    let given = circulated().on("2020-10-26");
    let check = |on: &str, body: &str, code: &str| {
        given.when(given.body(body, on)).refused(code);
    };
    check("2020-10-20", "Cabinet", "QD0030");
    check("2020-10-27", "Corporate Leadership Team", "QD0036");
    // The report was drafted on 12 October.
    check("2020-10-11", "Corporate Leadership Team", "QD0070");
    let signed = given.and(given.body("corporate leadership team", "2020-10-12"));
    signed
        .when(signed.body("Corporate Leadership Team", "2020-10-26"))
        .refused("QD0061");
    // It met before the edit, so the decision is not on what the report says.
    let edited = given.and(edit(|content| content.title.push('!')));
    edited
        .when(edited.body("Corporate Leadership Team", "2020-10-20"))
        .refused("QD0070");
}

#[test]
fn a_later_stage_opens_when_all_that_is_required_before_has_signed() {
    let given = council()
        .and(draft_of("staged", |draft| {
            draft.signatories =
                BTreeMap::from([("portfolio_holder".to_owned(), vec![MEMBER.to_owned()])]);
        }))
        .and(circulate());
    let asked = |given: &Given| -> Vec<String> {
        given
            .asked("2020-10-12")
            .into_iter()
            .map(|(role, _)| role)
            .collect()
    };
    assert_eq!(asked(&given), ["author"]);
    let early = given.when(given.sign("legal", LEGAL)).refused("QD0060");
    assert!(early.detail.contains("Director"), "{early}");
    let given = given
        .when(given.sign("author", AUTHOR))
        .then(&["report.signed_off", "report.sign_off_requested"]);
    assert_eq!(asked(&given), ["head_of_service"]);
    let given = given
        .signed("head_of_service", MANAGER)
        .signed("director", SPONSOR);
    assert_eq!(asked(&given), ["finance", "legal"]);
    let due = given.state.open_requests(day("2020-10-12"))[0].due;
    assert_eq!(due, Some(day("2020-10-19")));
    let given = given
        .when(given.sign("legal", LEGAL))
        .then(&["report.signed_off"]);
    given
        .when(given.sign("portfolio_holder", MEMBER))
        .refused("QD0060");
    let given = given
        .signed("finance", FINANCE)
        .signed("portfolio_holder", MEMBER);
    assert_eq!(given.standing_roles().len(), 6);
    // An edit voids from the first stage on, and the later ones wait again.
    let edited = given
        .when(edit(|content| content.title.push('!')))
        .then(&["report.revised", "report.sign_off_requested"]);
    assert_eq!(asked(&edited), ["author"]);
}

#[test]
fn every_holder_signs_where_all_are_needed() {
    let route = "route = \"both\"\ntitle = \"Both\"\nfrom = \"1990-04-01\"\n\
        [[stage]]\nname = \"Directors\"\n\
        [[stage.role]]\nkey = \"directors\"\nlabel = \"Directors\"\nneeds = \"all\"\n\
        holders = [\"named\", { body = \"Board\" }]\n";
    let route = quarterday_domain::parse_route(route).unwrap();
    let named = vec![SPONSOR.to_owned(), MANAGER.to_owned()];
    let given = council()
        .and(Command::AdoptRoute(AdoptRoute { route }))
        .and(draft_of("both", |draft| {
            draft.signatories = BTreeMap::from([("directors".to_owned(), named)]);
        }))
        .and(circulate())
        .signed("directors", SPONSOR);
    given
        .when(given.sign("directors", SPONSOR))
        .refused("QD0061");
    let waiting = [(
        "directors".to_owned(),
        vec![MANAGER.to_owned(), "Board".to_owned()],
    )];
    assert_eq!(given.asked("2020-10-12"), waiting);
    let board = |given: &Given| {
        Command::RecordBodyDecision(RecordBodyDecision {
            report: "R".to_owned(),
            role: "directors".to_owned(),
            content_hash: given.hash(),
            decision: decision("Board", "2020-10-12"),
            time: None,
            outcome: Default::default(),
            reason: None,
        })
    };
    let given = given.signed("directors", MANAGER).and(board(&given));
    assert!(given.asked("2020-10-12").is_empty());
    let name = given.table().remove(0).name.unwrap();
    assert_eq!(name, "Director of Policy; Head of Service; Board");
}
