//! Schemes: data that is checked when it is loaded, from a date.

use quarterday_domain::scheme::{load, parse};
use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::event::Event;
use rstest::rstest;

use crate::harness::*;

/// A scheme of one assessment with the given head lines and statuses.
fn of(head: &str, statuses: &[(&str, &str)]) -> String {
    let statuses: String = statuses
        .iter()
        .map(|(id, when)| {
            format!("[[assessment.status]]\nid = \"{id}\"\nlabel = \"{id}\"\nwhen = {when}\n")
        })
        .collect();
    format!(
        "scheme = \"own\"\ntitle = \"Own\"\nfrom = \"2020-04-01\"\n[[assessment]]\n{head}\n{statuses}"
    )
}

const ACTION: &str = "kinds = [\"action\"]\naxis = \"status\"";
const MEASURE: &str = "kinds = [\"measure\"]\naxis = \"target\"";

fn fault(text: &str) -> (String, String) {
    let rejection = parse(text)
        .and_then(|scheme| load(scheme).map(|_| ()))
        .unwrap_err();
    (rejection.code, rejection.detail)
}

#[rstest]
#[case::plain(ACTION, &[("done", "[{ completion = \"on-time\" }]"), ("open", "[{ completion = \"none\" }]")], "completion = late")]
#[case::two_facts(
    ACTION,
    &[("a", "[{ due = \"past\" }]"), ("b", "[{ due = [\"future\", \"none\"], answer = \"given\" }]")],
    "answer = missing"
)]
#[case::below_a_fraction(
    MEASURE,
    &[("a", "[{ shortfall = { from = 0.5 } }]"), ("b", "[{ shortfall = \"none\" }]")],
    "shortfall = 0"
)]
#[case::below_a_negative_line(
    MEASURE,
    &[("a", "[{ shortfall = { below = -5 } }]"), ("b", "[{ shortfall = \"none\" }]")],
    "shortfall = 0"
)]
#[case::between_two_lines(
    MEASURE,
    &[("a", "[{ shortfall = { up_to = 5 } }, { shortfall = { from = 6 } }]"), ("b", "[{ shortfall = \"none\" }]")],
    "shortfall = 5.5"
)]
#[case::the_line_itself(
    MEASURE,
    &[("a", "[{ shortfall = { below = 5 } }, { shortfall = { over = 5 } }]"), ("b", "[{ shortfall = \"none\" }]")],
    "shortfall = 5"
)]
#[case::the_end_of_progress(
    ACTION,
    &[("a", "[{ progress = { below = 99.5 } }]"), ("b", "[{ progress = \"none\" }]")],
    "progress = 99.5"
)]
#[case::a_rating_that_is_missing_though_there_is_a_figure(
    "kinds = [\"measure\"]\naxis = \"rating\"\nratings = [\"good\"]",
    &[("a", "[{ rating = \"good\" }]"), ("b", "[{ rating = \"none\", band = \"none\" }]")],
    "band = below"
)]
fn a_gap_names_its_case(#[case] head: &str, #[case] statuses: &[(&str, &str)], #[case] case: &str) {
    let (code, detail) = fault(&of(head, statuses));
    assert_eq!(code, "QD0011", "{detail}");
    assert!(detail.contains(case), "{detail}");
}

#[rstest]
#[case::whole_months(
    ACTION,
    &[("a", "[{ slippage = { up_to = 0 } }]"), ("b", "[{ slippage = { from = 1 } }]"), ("c", "[{ slippage = \"none\" }]")]
)]
#[case::progress_ends_at_a_hundred(
    ACTION,
    &[("a", "[{ progress = { below = 100 } }]"), ("b", "[{ progress = { from = 100, up_to = 100 } }]"), ("c", "[{ progress = \"none\" }]")]
)]
#[case::late_is_past(
    ACTION,
    &[("a", "[{ completion = \"late\", due = \"past\" }]"), ("b", "[{ completion = [\"none\", \"on-time\"] }]")]
)]
fn what_cannot_occur_is_no_gap(#[case] head: &str, #[case] statuses: &[(&str, &str)]) {
    load(parse(&of(head, statuses)).unwrap()).unwrap();
}

#[test]
fn an_overlap_names_both_statuses_and_the_case() {
    let text = of(
        ACTION,
        &[
            ("done", "[{ completion = [\"on-time\", \"late\"] }]"),
            ("late", "[{ completion = \"late\" }]"),
            ("open", "[{ completion = \"none\" }]"),
        ],
    );
    let (code, detail) = fault(&text);
    assert_eq!(code, "QD0012");
    for part in [
        "`done`",
        "`late`",
        "completion = late",
        "action items",
        "status axis",
    ] {
        assert!(detail.contains(part), "{detail} lacks {part}");
    }
}

#[rstest]
#[case::no_such_fact("[{ colour = \"red\" }]", "colour")]
#[case::no_such_word("[{ due = \"soon\" }]", "`due` cannot be `soon`")]
#[case::a_word_as_a_number("[{ due = { from = 1 } }]", "`due` is a word")]
#[case::a_number_as_a_word("[{ shortfall = \"large\" }]", "`shortfall` is a number")]
#[case::no_end("[{ shortfall = {} }]", "without an end")]
#[case::beyond_all_numbers(
    "[{ shortfall = { from = \"7000000000000000000000000000\" } }]",
    "threshold"
)]
#[case::a_rating_without_a_scale("[{ rating = \"good\" }]", "`rating` cannot be `good`")]
#[case::not_toml("[{ due = }]", "")]
fn what_a_scheme_names_must_exist(#[case] when: &str, #[case] says: &str) {
    let (code, detail) = fault(&of(ACTION, &[("a", when)]));
    assert_eq!(code, "QD0013");
    assert!(detail.contains(says), "{detail} lacks {says}");
}

const ALL: &[(&str, &str)] = &[("all", "[{}]")];

#[rstest]
#[case::status_twice(of(ACTION, &[("a", "[{}]"), ("a", "[{}]")]), "status `a` twice")]
#[case::no_kind(of("kinds = []\naxis = \"status\"", ALL), "for no kind")]
#[case::kind_twice(
    of("kinds = [\"action\", \"action\"]\naxis = \"status\"", ALL),
    "two assessments"
)]
#[case::commentary(of(&format!("{ACTION}\ncommentary_for = [\"b\"]"), ALL), "no status `b`")]
#[case::decimals(of(&format!("{ACTION}\ndecimals = 5"), ALL), "at most 4 decimals")]
#[case::rating_twice(of(&format!("{ACTION}\nratings = [\"Good\", \"good\"]"), ALL), "`good` twice")]
#[case::rating_none(of(&format!("{ACTION}\nratings = [\"none\"]"), ALL), "`none`")]
#[case::no_label(of(ACTION, &[(" ", "[{}]")]), "lacks id or label")]
#[case::group(of(ACTION, ALL) + "[[assessment.group]]\nlabel = \"g\"\nstatuses = [\"b\"]\n", "no status `b`")]
#[case::group_denominator(
    of(ACTION, ALL) + "[[assessment.group]]\nlabel = \"g\"\nstatuses = [\"all\"]\ndenominator = []\n",
    "which its denominator leaves out"
)]
#[case::no_name(of(ACTION, ALL).replace("\"own\"", "\"\""), "name")]
fn names_are_given_and_used_once(#[case] text: String, #[case] says: &str) {
    let (code, detail) = fault(&text);
    assert_eq!(code, "QD0013", "{detail}");
    assert!(detail.contains(says), "{detail} lacks {says}");
}

#[test]
fn a_scheme_that_asks_too_much_at_once_is_refused() {
    let words = [
        "completion",
        "completed",
        "due",
        "start",
        "answer",
        "on_track",
        "cause",
        "target",
        "band",
        "versus_year_ago",
        "versus_previous",
    ];
    let first = [
        "none", "none", "none", "none", "missing", "unstated", "unstated", "none", "none",
        "unknown", "unknown",
    ];
    let clause: Vec<String> = words
        .iter()
        .zip(first)
        .map(|(fact, word)| format!("{fact} = \"{word}\""))
        .collect();
    let lines: Vec<String> =
        (0..4000).map(|n| format!("{{ shortfall = {{ from = {n} }}, progress = {{ from = {n} }}, slippage = {{ from = {n} }}, forecast_shortfall = {{ from = {n} }} }}")).collect();
    let when = format!("[{{ {} }}, {}]", clause.join(", "), lines.join(", "));
    let (code, detail) = fault(&of(ACTION, &[("a", &when)]));
    assert_eq!(code, "QD0013");
    assert!(detail.contains("too many facts"), "{detail}");
}

fn adopt(text: &str) -> Command {
    Command::AdoptScheme(AdoptScheme {
        scheme: scheme(text),
    })
}

#[test]
fn a_scheme_is_adopted_once_and_its_versions_have_one_id() {
    let given = given([establish()]);
    let text = of(ACTION, ALL);
    let first = given.when(adopt(&text));
    let Event::SchemeAdopted(event) = &first.events()[0] else {
        panic!()
    };
    let id = event.id;
    let given = first.then(&["scheme.adopted"]);
    given.when(adopt(&text)).then(&[]);
    let next = given.when(adopt(&text.replace("2020-04-01", "2021-04-01")));
    let Event::SchemeAdopted(event) = &next.events()[0] else {
        panic!()
    };
    assert_eq!(event.id, id);
    given
        .when(adopt(&of(ACTION, &[("a", "[{ due = \"past\" }]")])))
        .refused("QD0011");
    given
        .when(adopt(&of(ACTION, &[("a", "[{}]"), ("b", "[{}]")])))
        .refused("QD0012");
    given
        .when(adopt(&of("kinds = []\naxis = \"status\"", ALL)))
        .refused("QD0013");
}

#[test]
fn built_in_versions_have_one_id() {
    let outcome = given([establish()]).when(import(&[PLAN]));
    let ids: Vec<_> = outcome
        .events()
        .iter()
        .filter_map(|event| match event {
            Event::SchemeAdopted(adopted) => Some(adopted.id),
            _ => None,
        })
        .collect();
    assert_eq!((ids.len(), ids[0]), (2, ids[1]));
}

#[test]
fn a_new_version_counts_from_its_day_and_leaves_earlier_quarters() {
    // From October on, what is not updated is called silent.
    let text = include_str!("../../schemes/rochdale-2020.toml")
        .replace("2020-04-01", "2020-10-01")
        .replace("id = \"not-updated\"", "id = \"silent\"");
    let given = actions().and(adopt(&text));
    assert_eq!(given.status("2020-21-Q2", "A2").unwrap(), "not-updated");
    assert_eq!(given.status("2020-21-Q3", "A2").unwrap(), "silent");
    let position = given.position(
        "2020-21-Q2",
        quarterday_proto::item::Kind::Action,
        quarterday_proto::scheme::Axis::Status,
    );
    assert_eq!(position.scheme, "rochdale@2020-04-01");
}

#[test]
fn a_scheme_that_begins_later_does_not_count() {
    let plan = PLAN.replace("2020-21,rochdale", "2018-19,rochdale");
    let items = "plan,ref,kind,title\nP,A1,action,First\n";
    let given = council_with(&[&plan, items]).and(open("2018-19-Q2"));
    given
        .when(close_because("2018-19-Q2", "Late."))
        .refused("QD0010");
}
