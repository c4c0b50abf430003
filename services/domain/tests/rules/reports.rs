//! Reports: drafted, revised, circulated, withdrawn; and what the other tests
//! of clearance are made of.

use std::collections::BTreeMap;

use quarterday_proto::command::*;
use quarterday_proto::event::Event;
use quarterday_proto::report::{ReportContent, ReportHeader, ReportState, Section, SignOffRow};
use quarterday_proto::route::StatutoryPost;

use crate::harness::*;

pub(crate) const Q2: &str = "2020-21-Q2";

pub(crate) const AUTHOR: &str = "author@a.example";
pub(crate) const MANAGER: &str = "manager@a.example";
pub(crate) const SPONSOR: &str = "sponsor@a.example";
pub(crate) const LEGAL: &str = "legal@a.example";
pub(crate) const FINANCE: &str = "finance@a.example";
pub(crate) const DEPUTY: &str = "deputy@a.example";
pub(crate) const CLERK: &str = "clerk@a.example";
pub(crate) const MEMBER: &str = "member@a.example";
pub(crate) const GONE: &str = "gone@a.example";

pub(crate) const PEOPLE: &str = "email,post,line_manager_email,to\n\
    manager@a.example,Head of Service,,\n\
    author@a.example,Performance Manager,manager@a.example,\n\
    sponsor@a.example,Director of Policy,,\n\
    legal@a.example,Director of Law,,\n\
    finance@a.example,Director of Financial Services,,\n\
    deputy@a.example,Deputy Director,,\n\
    clerk@a.example,Democratic Services Officer,,\n\
    member@a.example,Portfolio Holder,,\n\
    gone@a.example,Former Director,,2020-06-30\n";

/// Plan P closed, with the people of a council and its statutory posts.
pub(crate) fn council() -> Given {
    closed()
        .and(import(&[PEOPLE]))
        .and(appoint(StatutoryPost::MonitoringOfficer, LEGAL))
        .and(appoint(StatutoryPost::Section151Officer, FINANCE))
        .and(Command::ConfigureCouncil(ConfigureCouncil {
            settings: quarterday_proto::council::Settings {
                democratic_services: vec![CLERK.to_owned()],
                ..Default::default()
            },
        }))
}

pub(crate) fn appoint(post: StatutoryPost, person: &str) -> Command {
    Command::AppointStatutory(AppointStatutory {
        post,
        person: person.to_owned(),
        from: day("2020-04-01"),
    })
}

pub(crate) fn section(key: &str, text: &str) -> Section {
    Section {
        key: key.to_owned(),
        heading: format!("About {key}"),
        text: text.to_owned(),
        exempt_paragraph: None,
    }
}

pub(crate) fn content() -> ReportContent {
    ReportContent {
        title: "Performance, quarter 2".to_owned(),
        header: ReportHeader {
            committee: Some("Cabinet".to_owned()),
            meeting: Some(day("2020-11-10")),
            fields: BTreeMap::from([("agenda_item".to_owned(), "7".to_owned())]),
            ..ReportHeader::default()
        },
        sections: vec![
            section("purpose", "The libary plan has 3 actions."),
            section("recommendations", "To note the performance."),
            section("finance", "It costs £1,200 and is on track (purple)."),
            section("legal", "None."),
        ],
    }
}

pub(crate) fn draft_of(route: &str, change: impl FnOnce(&mut DraftReport)) -> Command {
    let mut draft = DraftReport {
        report: "R".to_owned(),
        report_type: None,
        route: Some(route.to_owned()),
        author: AUTHOR.to_owned(),
        sponsor: Some(SPONSOR.to_owned()),
        signatories: BTreeMap::new(),
        covers: vec![Cover {
            plan: "P".to_owned(),
            quarter: Q2.parse().unwrap(),
        }],
        content: content(),
    };
    change(&mut draft);
    Command::DraftReport(draft)
}

pub(crate) fn draft(route: &str) -> Command {
    draft_of(route, |_| {})
}

pub(crate) fn circulate() -> Command {
    Command::CirculateReport(CirculateReport {
        report: "R".to_owned(),
        due: None,
        despite_lint: None,
    })
}

/// The report under Derby's route, with its signatories.
pub(crate) fn circulated() -> Given {
    council().and(draft("derby")).and(circulate())
}

/// The report with its text changed.
pub(crate) fn edit(change: impl FnOnce(&mut ReportContent)) -> Command {
    let mut content = content();
    change(&mut content);
    revise_to(content)
}

pub(crate) fn revise_to(content: ReportContent) -> Command {
    Command::ReviseReport(ReviseReport {
        report: "R".to_owned(),
        content,
        covers: None,
        author: None,
        sponsor: None,
        report_type: None,
        route: None,
        signatories: None,
        minor: None,
        despite_lint: None,
    })
}

impl Given {
    pub(crate) fn hash(&self) -> String {
        self.state.report("R").unwrap().hash().to_owned()
    }

    /// A role signed by a person on what the report says now.
    pub(crate) fn sign(&self, role: &str, by: &str) -> Command {
        Command::SignOff(SignOff {
            report: "R".to_owned(),
            role: role.to_owned(),
            by: by.to_owned(),
            content_hash: self.hash(),
            note: None,
        })
    }

    pub(crate) fn signed(&self, role: &str, by: &str) -> Self {
        self.and(self.sign(role, by))
    }

    pub(crate) fn body(&self, body: &str, on: &str) -> Command {
        Command::RecordBodyDecision(RecordBodyDecision {
            report: "R".to_owned(),
            role: "service_directors".to_owned(),
            content_hash: self.hash(),
            decision: decision(body, on),
            time: None,
            outcome: Default::default(),
            reason: None,
        })
    }

    pub(crate) fn table(&self) -> Vec<SignOffRow> {
        self.state.sign_off_table(self.state.report("R").unwrap())
    }

    /// The roles whose sign-off stands.
    pub(crate) fn standing_roles(&self) -> Vec<String> {
        let rows = self.table().into_iter();
        rows.filter(|row| row.name.is_some())
            .map(|row| row.role)
            .collect()
    }

    /// The roles that are asked, and their addresses.
    pub(crate) fn asked(&self, today: &str) -> Vec<(String, Vec<String>)> {
        let open = self.state.open_requests(day(today));
        open.into_iter()
            .map(|request| {
                let email = |id| self.state.person_by_id(id).unwrap().details.email.clone();
                let people = request.people.into_iter().map(email);
                (
                    request.role.key.clone(),
                    people.chain(request.bodies).collect(),
                )
            })
            .collect()
    }
}

#[test]
fn a_draft_names_people_plans_and_a_route_that_there_are() {
    let given = council();
    let check = |change: &dyn Fn(&mut DraftReport), code: &str| {
        given
            .when(draft_of("derby", |draft| change(draft)))
            .refused(code);
    };
    check(&|draft| draft.report = " ".to_owned(), "QD0023");
    check(&|draft| draft.report = "R".repeat(65), "QD0053");
    check(&|draft| draft.content.title = " ".to_owned(), "QD0053");
    check(
        &|draft| draft.author = "nobody@a.example".to_owned(),
        "QD0009",
    );
    check(
        &|draft| draft.sponsor = Some("nobody@a.example".to_owned()),
        "QD0009",
    );
    check(&|draft| draft.route = Some("winding".to_owned()), "QD0051");
    check(&|draft| draft.covers[0].plan = "X".to_owned(), "QD0006");
    check(
        &|draft| draft.covers[0].quarter = "2021-22-Q1".parse().unwrap(),
        "QD0033",
    );
    check(&|draft| draft.covers.extend(draft.covers.clone()), "QD0053");
    check(
        &|draft| draft.content.sections[1].key = "purpose".to_owned(),
        "QD0053",
    );
    check(
        &|draft| draft.content.sections[1].key = "figures".to_owned(),
        "QD0053",
    );
    check(
        &|draft| draft.content.sections[1].key = "Two words".to_owned(),
        "QD0053",
    );
    check(
        &|draft| draft.content.sections[1].text = "x".repeat(300_000),
        "QD0053",
    );
    let named =
        |role: &str, email: &str| BTreeMap::from([(role.to_owned(), vec![email.to_owned()])]);
    check(
        &|draft| draft.signatories = named("barber", MEMBER),
        "QD0058",
    );
    check(
        &|draft| draft.signatories = named("other", "nobody@a.example"),
        "QD0009",
    );
    let drafted = given
        .when(draft("derby"))
        .then(&["report.drafted", "route.adopted"]);
    drafted.when(draft("derby")).refused("QD0032");
    drafted.when(circulate_other()).refused("QD0050");
}

fn circulate_other() -> Command {
    Command::CirculateReport(CirculateReport {
        report: "S".to_owned(),
        due: None,
        despite_lint: None,
    })
}

#[test]
fn a_report_that_names_no_route_takes_that_of_its_type_or_the_plain_one() {
    let route_of = |given: &Given| given.state.report("R").unwrap().details.route.clone();
    let without = |report_type: Option<&str>| {
        draft_of("", |draft| {
            draft.route = None;
            draft.report_type = report_type.map(str::to_owned);
        })
    };
    assert_eq!(route_of(&council().and(without(None))), "plain");
    let adopted = council().and(Command::AdoptRoute(AdoptRoute {
        route: quarterday_domain::builtin_routes("derby").remove(0),
    }));
    assert_eq!(route_of(&adopted.and(without(Some("cabinet")))), "derby");
    assert_eq!(route_of(&adopted.and(without(Some("scrutiny")))), "plain");
}

#[test]
fn circulation_asks_every_role_of_an_open_stage() {
    let given = council().and(draft("derby"));
    let sent = given
        .when(circulate())
        .then(&["report.circulated", "report.sign_off_requested"]);
    let asked: Vec<String> = sent
        .asked("2020-10-12")
        .into_iter()
        .map(|(role, _)| role)
        .collect();
    // Nobody is named for the optional role, so nobody is asked.
    assert_eq!(asked, ["legal", "finance", "service_directors", "sponsor"]);
    sent.when(circulate()).refused("QD0042");
    let due = Command::CirculateReport(CirculateReport {
        report: "R".to_owned(),
        due: Some(day("2020-10-09")),
        despite_lint: None,
    });
    given.when(due).refused("QD0053");
}

#[test]
fn what_is_not_ready_is_not_circulated() {
    let check = |given: &Given, change: &dyn Fn(&mut DraftReport), code: &str| {
        let drafted = given.and(draft_of("derby", |draft| change(draft)));
        drafted.when(circulate()).refused(code);
    };
    check(
        &council(),
        &|draft| draft.content.sections.clear(),
        "QD0053",
    );
    check(
        &council(),
        &|draft| draft.content.sections[0].text = "\n".to_owned(),
        "QD0053",
    );
    check(&council(), &|draft| draft.sponsor = None, "QD0055");
    check(
        &council(),
        &|draft| draft.sponsor = Some(GONE.to_owned()),
        "QD0055",
    );
    check(
        &council(),
        &|draft| draft.author = LEGAL.to_owned(),
        "QD0055",
    );
    let reopened = council().and(reopen(Q2, "A figure is wrong."));
    check(&reopened, &|_| {}, "QD0054");
    let without_posts = closed().and(import(&[PEOPLE]));
    check(&without_posts, &|_| {}, "QD0055");
}

#[test]
fn one_who_alone_holds_two_roles_that_check_each_other_cannot_sign_them() {
    let route = "route = \"strict\"\ntitle = \"Strict\"\nfrom = \"1990-04-01\"\n\
        [[stage]]\nname = \"Checks\"\n\
        [[stage.role]]\nkey = \"legal\"\nlabel = \"Legal\"\nindependent = true\n\
        holders = [{ person = \"legal@a.example\" }]\n\
        [[stage.role]]\nkey = \"finance\"\nlabel = \"Finance\"\nindependent = true\n\
        holders = [{ post = \"Director of Law\" }]\n";
    let route = quarterday_domain::parse_route(route).unwrap();
    let given = council()
        .and(Command::AdoptRoute(AdoptRoute { route }))
        .and(draft("strict"));
    let refused = given.when(circulate()).refused("QD0063");
    assert!(refused.detail.contains("Director of Law"), "{refused}");
}

#[test]
fn a_revision_says_what_changed_and_keeps_every_version() {
    let given = council().and(draft("derby"));
    given.when(edit(|_| {})).then(&[]);
    let outcome = given.when(edit(|content| {
        content.sections[2].text = "It costs £900.".to_owned();
        content.sections.remove(3);
        content.sections.push(section("risk", "None."));
        content.header.private = true;
    }));
    let Event::ReportRevised(revised) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!((revised.version, &revised.voids[..]), (2, &[][..]));
    assert_eq!(revised.changed, ["finance", "header", "legal", "risk"]);
    let hash = revised.hash.clone();
    let revised = outcome.then(&["report.revised"]);
    let report = revised.state.report("R").unwrap();
    assert_eq!(report.hash(), hash);
    assert_eq!(*report.editions[0].content, content());
    assert_eq!(
        report.changed_since(&report.editions[0].hash).unwrap(),
        ["finance", "header", "legal", "risk"]
    );
    given
        .when_known_at(Some(2), edit(|content| content.title.push('!')))
        .refused("QD0003");
}

#[test]
fn moving_a_section_is_a_change_of_those_that_stand_elsewhere() {
    let given = council().and(draft("derby"));
    let outcome = given.when(edit(|content| content.sections.swap(2, 3)));
    let Event::ReportRevised(revised) = &outcome.events()[0] else {
        panic!()
    };
    assert_eq!(revised.changed, ["finance", "legal"]);
    let moved = outcome.then(&["report.revised"]);
    let keys: Vec<String> = moved
        .state
        .report("R")
        .unwrap()
        .content()
        .sections
        .iter()
        .map(|section| section.key.clone())
        .collect();
    assert_eq!(keys, ["purpose", "recommendations", "legal", "finance"]);
}

#[test]
fn a_withdrawn_report_is_a_draft_that_can_be_circulated_again() {
    let withdraw = |reason: &str| {
        Command::WithdrawReport(WithdrawReport {
            report: "R".to_owned(),
            reason: reason.to_owned(),
        })
    };
    let given = circulated();
    council()
        .and(draft("derby"))
        .when(withdraw("Too early."))
        .refused("QD0056");
    given.when(withdraw(" ")).refused("QD0023");
    let withdrawn = given
        .signed("finance", FINANCE)
        .when(withdraw("The meeting moved."))
        .then(&["report.withdrawn"]);
    assert_eq!(
        withdrawn.state.report("R").unwrap().state,
        ReportState::Draft
    );
    assert!(withdrawn.asked("2020-10-12").is_empty());
    withdrawn
        .when(withdrawn.sign("legal", LEGAL))
        .refused("QD0056");
    let again = withdrawn
        .when(circulate())
        .then(&["report.circulated", "report.sign_off_requested"]);
    // What was signed reads as it did.
    assert_eq!(again.standing_roles(), ["finance"]);
    assert_eq!(again.state.report("R").unwrap().circulations, 2);
}

fn revised(change: impl FnOnce(&mut ReviseReport)) -> Command {
    let Command::ReviseReport(mut command) = edit(|_| {}) else {
        unreachable!()
    };
    change(&mut command);
    Command::ReviseReport(command)
}

#[test]
fn a_drafts_type_and_route_change_and_those_of_one_being_signed_do_not() {
    let given = council().and(draft("derby"));
    let along = |route: &str| {
        let route = route.to_owned();
        revised(|command| command.route = Some(route))
    };
    given.when(along("winding")).refused("QD0051");
    given.when(along("derby")).then(&[]);
    let moved = given
        .when(along("plain"))
        .then(&["route.adopted", "report.revised"]);
    let details = |given: &Given| given.state.report("R").unwrap().details.clone();
    assert_eq!(details(&moved).route, "plain");
    assert_eq!(moved.and(circulate()).asked("2020-10-12").len(), 1);
    // Whom the report names has to fit the route that it is to take.
    let named = council().and(draft_of("derby", |draft| {
        draft.signatories = BTreeMap::from([("other".to_owned(), vec![MEMBER.to_owned()])]);
    }));
    named.when(along("plain")).refused("QD0058");
    let sent = given.and(circulate());
    sent.when(along("plain")).refused("QD0124");
    let retyped = |kind: &str| {
        let kind = kind.to_owned();
        revised(|command| command.report_type = Some(kind))
    };
    sent.when(retyped("cabinet")).refused("QD0124");
    sent.when(retyped("performance")).then(&[]);
    assert_eq!(
        details(&given.and(retyped("cabinet"))).report_type,
        "cabinet"
    );
    // Signed along one route, a report is not signed along another.
    let withdraw = Command::WithdrawReport(WithdrawReport {
        report: "R".to_owned(),
        reason: "Another committee decides.".to_owned(),
    });
    let moved = sent
        .signed("sponsor", SPONSOR)
        .and(withdraw)
        .and(along("plain"))
        .and(circulate());
    assert!(moved.standing_roles().is_empty());
    assert_eq!(moved.asked("2020-10-12").len(), 1);
}

#[test]
fn a_report_that_took_the_route_of_its_type_takes_that_of_its_new_type() {
    let given = council()
        .and(Command::AdoptRoute(AdoptRoute {
            route: quarterday_domain::builtin_routes("derby").remove(0),
        }))
        .and(draft_of("", |draft| draft.route = None));
    let retyped = given.and(revised(|command| {
        command.report_type = Some("cabinet".to_owned())
    }));
    let details = &retyped.state.report("R").unwrap().details;
    assert_eq!(
        (details.route.as_str(), details.report_type.as_str()),
        ("derby", "cabinet")
    );
}
