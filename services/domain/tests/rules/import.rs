//! Importing sheets: all or nothing, by difference.

use crate::harness::*;

const PEOPLE: &str = "email,post,line_manager_email,deputy_email\n\
    a@a.example,Head of A,b@a.example,\n\
    b@a.example,Director of B,c@a.example,a@a.example\n";
const ANSWERS: &str = "plan,ref,as_at,on_track,commentary\n\
    P,A2,2020-09-30,yes,Goes well.\nP,A3,2020-09-30,yes,Goes well.\n";

#[test]
fn sheets_are_imported_once() {
    let sheets = [PLAN, PEOPLE, ACTIONS, MEASURES, ANSWERS];
    let given = given([establish()]).and(import(&sheets));
    given.when(import(&sheets)).then(&[]);
    let changed = ACTIONS.replace("Second", "Anew");
    given.when(import(&[&changed])).then(&["item.changed"]);
    let target = MEASURES.replace(",100", ",90");
    given.when(import(&[&target])).then(&["item.target_set"]);
}

#[test]
fn a_manager_of_the_same_sheet_is_one_person() {
    let given = given([establish()]);
    let outcome = given.when(import(&[PEOPLE]));
    let after = outcome.then(&[
        "person.registered",
        "person.registered",
        "person.registered",
    ]);
    let manager = after.state.person("b@a.example").unwrap();
    let head = after.state.person("a@a.example").unwrap();
    assert_eq!(head.details.line_manager, Some(manager.id));
    assert_eq!(manager.details.deputy, Some(head.id));
    assert_eq!(manager.details.post, "Director of B");
    assert_eq!(after.state.person("c@a.example").unwrap().details.post, "");
    after.when(import(&[PEOPLE])).then(&[]);
    let post = PEOPLE.replace("Head of A", "Head of Roads");
    after.when(import(&[&post])).then(&["person.changed"]);
}

#[test]
fn everything_wrong_is_listed_and_nothing_is_imported() {
    let items = "plan,ref,kind,title\nP,A1,milestone,First\nP,A9,action,New\n";
    let answers = "plan,ref,as_at,on_track,commentary\n\
        P,A1,2020-11-30,yes,Early.\nP,A2,2020-09-30,no,\nP,B1,2020-09-30,yes,Who?\n";
    let refused = actions().when(import(&[items, answers])).refused("QD0014");
    let faults: Vec<_> = refused
        .faults
        .iter()
        .map(|fault| {
            (
                fault.row.unwrap(),
                fault.column.as_deref().unwrap(),
                fault.code.as_str(),
            )
        })
        .collect();
    assert_eq!(
        faults,
        [
            (2, "kind", "amendment_invalid"),
            (2, "as_at", "future_date"),
            (3, "commentary", "commentary_required"),
            (4, "ref", "unknown_item"),
        ]
    );
    assert!(refused.detail.contains("4 cells are wrong"), "{refused}");
}

#[test]
fn an_unknown_plan_is_added_with_the_defaults() {
    let given = given([establish()]);
    let items = "plan,ref,kind,title\nroads-2019-20,A1,action,First\n";
    let after = given
        .when(import(&[items]))
        .then(&["scheme.adopted", "plan.added", "item.added"]);
    let plan = after.state.plan("roads-2019-20").unwrap();
    assert_eq!(plan.details.year.to_string(), "2019-20");
    assert_eq!(plan.details.scheme, "plain");
}

#[test]
fn an_unknown_scheme_is_a_fault_and_a_known_one_is_adopted() {
    let plan = PLAN.replace("rochdale", "nowhere");
    given([establish()])
        .when(import(&[&plan]))
        .faulted(2, "scheme", "unknown_scheme");
    let after = given([establish()]).and(import(&[PLAN]));
    assert_eq!(after.state.scheme_versions("rochdale").len(), 2);
}

#[test]
fn a_plan_with_quarters_keeps_its_year() {
    let moved = PLAN.replace("2020-21", "2021-22");
    actions().when(import(&[&moved])).then(&["plan.changed"]);
    let given = actions().and(open("2020-21-Q2"));
    given
        .when(import(&[&moved]))
        .faulted(2, "year", "quarter_outside_plan");
}

#[test]
fn an_answer_for_a_closed_quarter_is_a_candidate() {
    let late = "plan,ref,as_at,on_track,commentary\nP,A2,2020-09-30,no,Not after all.\n";
    let given = closed().and(import(&[late]));
    assert_eq!(given.record("2020-21-Q2").candidates.len(), 1);
}

#[test]
fn rows_that_contradict_each_other_are_a_fault() {
    use quarterday_proto::command::{Command, Import};
    let Command::Import(Import { sheets, .. }) = import(&[PLAN, ACTIONS]) else {
        unreachable!()
    };
    let mut twice = sheets.clone();
    let mut row = twice.items[0].clone();
    row.line = 5;
    twice.items.push(row.clone());
    let send = |sheets| Command::Import(Import { plan: None, sheets });
    given([establish()]).and(send(twice.clone()));
    row.line = 6;
    row.value.title = "Another".to_owned();
    twice.items.push(row);
    given([establish()])
        .when(send(twice))
        .faulted(6, "ref", "reference_taken");
}

#[test]
fn an_import_of_a_thousand_items_is_quick() {
    let rows: String = (0..1000)
        .map(|n| format!("P,A{n},action,Item {n}\n"))
        .collect();
    let items = format!("plan,ref,kind,title\n{rows}");
    let given = council_with(&[PLAN, &items]);
    assert_eq!(given.state.plan("P").unwrap().items.len(), 1000);
}

#[test]
fn a_parent_is_an_item_of_the_plan_and_never_a_part_of_its_parts() {
    let items = |rows: &str| import(&[format!("plan,ref,kind,title,parent\n{rows}").as_str()]);
    actions()
        .when(items("P,W9,action,Ninth,NOPE\n"))
        .faulted(2, "parent", "unknown_item");
    // Of the plan already, or of a row below.
    let rows = "P,W9,action,Ninth,W10\nP,W10,action,Tenth,A1\n";
    let given = actions().and(items(rows));
    given.when(items(rows)).then(&[]);
    given
        .when(items("P,A1,action,First,W9\n"))
        .faulted(2, "parent", "parent_circle");
    let refused = actions()
        .when(items(
            "P,W8,action,Eighth,W9\nP,W9,action,Ninth,W10\nP,W10,action,Tenth,W9\n",
        ))
        .refused("QD0014");
    let rows: Vec<_> = refused.faults.iter().map(|fault| fault.row).collect();
    assert_eq!(rows, [Some(3), Some(4)], "{:?}", refused.faults);
}

#[test]
fn a_target_is_of_an_item_with_figures_and_says_something() {
    let given = actions().and(import(&[MEASURES]));
    let targets = |row: &str| {
        let header = "plan,ref,period,basis,target,low,no_target_reason";
        import(&[format!("{header}\n{row}\n").as_str()])
    };
    given
        .when(targets("P,M1,2020-21-Q2,in-quarter,,,"))
        .faulted(2, "target", "target_invalid");
    given
        .when(targets("P,A1,2020-21-Q2,in-quarter,5,,"))
        .faulted(2, "ref", "target_invalid");
    for row in ["5,,", ",5,", ",,contextual"] {
        given
            .when(targets(&format!("P,M1,2020-21-Q2,in-quarter,{row}")))
            .then(&["item.target_set"]);
    }
    given
        .when(import(&[
            "plan,ref,kind,title,target\nP,A1,action,First,5\n",
        ]))
        .faulted(2, "target", "target_invalid");
}

#[test]
fn people_known_by_address_only_are_named_once() {
    let items = "plan,ref,kind,title,owner_email\n\
        P,A1,action,First,one@a.example\n\
        P,A2,action,Second,two@a.example\n\
        P,A3,action,Third,one@a.example\n";
    let outcome = given([establish()]).when(import(&[PLAN, items]));
    let notes = outcome.notes();
    let about: Vec<&String> = notes.iter().filter(|note| note.contains('@')).collect();
    assert_eq!(about.len(), 1, "{notes:?}");
    assert!(
        about[0].contains("one@a.example, two@a.example"),
        "{about:?}"
    );
}

#[test]
fn an_unknown_scheme_is_told_of_those_there_are_once_each() {
    let sheet = "plan,title,year,scheme\nQ,Plan,2020-21,nope\n";
    let refused = council_with(&[PLAN])
        .when(import(&[sheet]))
        .refused("QD0014");
    let expected = &refused.faults[0].expected;
    assert_eq!(expected.matches("rochdale").count(), 1, "{expected}");
    assert_eq!(expected.matches("plain").count(), 1, "{expected}");
}
