//! Sections that no role names: they concern all roles, and it is said.

use quarterday_proto::command::*;

use crate::harness::*;
use crate::reports::*;

/// Legal, finance and the sponsor each read a part; finance's is as given.
fn parts(finance: &str) -> Given {
    let route = format!(
        "route = \"parts\"\ntitle = \"Parts\"\nfrom = \"1990-04-01\"\n\
         [[stage]]\nname = \"Clearance\"\n\
         [[stage.role]]\nkey = \"legal\"\nlabel = \"Legal\"\nindependent = true\n\
         holders = [{{ statutory = \"monitoring-officer\" }}]\nconcerns = [\"legal\"]\n\
         [[stage.role]]\nkey = \"finance\"\nlabel = \"Finance\"\nindependent = true\n\
         holders = [{{ statutory = \"section-151-officer\" }}]\n\
         concerns = [\"{finance}\", \"figures\"]\n\
         [[stage.role]]\nkey = \"sponsor\"\nlabel = \"Sponsor\"\nholders = [\"sponsor\"]\n\
         concerns = [\"purpose\", \"header\"]\n\
         [[stage.role]]\nkey = \"other\"\nlabel = \"Other\"\nrequired = false\n\
         holders = [\"named\"]\n"
    );
    let route = quarterday_domain::parse_route(&route).unwrap();
    council().and(Command::AdoptRoute(AdoptRoute { route }))
}

fn signed(finance: &str) -> Given {
    parts(finance)
        .and(draft("parts"))
        .and(circulate())
        .signed("legal", LEGAL)
        .signed("finance", FINANCE)
        .signed("sponsor", SPONSOR)
}

#[test]
fn an_edit_of_what_no_required_role_names_voids_every_sign_off() {
    let check = |finance: &str, section: usize, stands: &[&str], said: bool| {
        let given = signed(finance);
        let outcome = given.when(edit(|content| {
            content.sections[section].text.push_str(" Now.")
        }));
        let notes = outcome.notes().join("\n");
        assert_eq!(notes.contains("concerns every role"), said, "{notes}");
        let edited = outcome.then(&["report.revised", "report.sign_off_requested"]);
        assert_eq!(edited.standing_roles(), stands, "{finance} {section}");
    };
    // The optional role reads all of it, which is not enough.
    check("finance", 1, &[], true);
    check("finance", 0, &["legal", "finance"], false);
    check("finance", 2, &["legal", "sponsor"], false);
    // Misspelt, finance reads nothing that there is; nobody may say so silently.
    check("finanse", 2, &[], true);
}

#[test]
fn a_body_decides_on_what_falls_to_all_roles_too() {
    let given = signed("finance").on("2020-10-20");
    let edited = given.and(edit(|content| {
        content.sections[1].text = "To act.".to_owned()
    }));
    let report = edited.state.report("R").unwrap();
    let route = report.route.as_ref().unwrap();
    let (_, legal) = route.role("legal").unwrap();
    assert_eq!(report.unchanged_since(legal).at, edited.now());
}

#[test]
fn drafting_and_circulating_say_which_sections_fall_to_all() {
    let notes = |finance: &str| {
        let given = parts(finance);
        let drafted = given.when(draft("parts"));
        let first = drafted.notes().join("\n");
        let given = drafted.then(&["report.drafted"]);
        (first, given.when(circulate()).notes().join("\n"))
    };
    let (drafted, circulated) = notes("finanse");
    for said in [&drafted, &circulated] {
        assert!(said.contains("names recommendations, finance: "), "{said}");
        assert!(said.contains("role `finance` names finanse"), "{said}");
    }
    let (drafted, _) = notes("finance");
    assert!(drafted.contains("names recommendations: "), "{drafted}");
    assert!(!drafted.contains("no such section"), "{drafted}");
    // Where a required role reads the whole report, nothing falls to all.
    let derby = council().when(draft("derby"));
    assert!(derby.notes().is_empty(), "{:?}", derby.notes());
}
