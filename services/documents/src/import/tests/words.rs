//! Words, addresses, text and lists, in CSV.

use quarterday_proto::item::{Direction, Kind};

use super::{check, item, observation, target};
#[test]
fn words_are_taken_in_any_case_with_any_gap() {
    for cell in [
        "not-collected",
        "Not collected",
        "NOT_COLLECTED",
        "not  collected",
    ] {
        let row = observation("unavailable", cell, &[]).unwrap();
        assert_eq!(row.unavailable.unwrap().as_str(), "not-collected");
    }
    for (cell, expected) in [
        ("Higher is better", Direction::Higher),
        ("up", Direction::Higher),
        ("DOWN", Direction::Lower),
        ("lower", Direction::Lower),
        ("range", Direction::Range),
        ("within range", Direction::Range),
    ] {
        assert_eq!(
            item("direction", cell, &[]).unwrap().direction,
            Some(expected)
        );
    }
    for (cell, expected) in [
        ("In quarter", "in-quarter"),
        ("YTD", "ytd"),
        ("Year to date", "ytd"),
        ("Year end", "year-end"),
    ] {
        assert_eq!(
            target("2021-22", cell, &[]).unwrap().basis.as_str(),
            expected
        );
    }
    item("direction", "sideways", &["2 direction bad_choice"]);
    observation("unavailable", "lost", &["2 unavailable bad_choice"]);
    observation("cause", "nobody", &["2 cause bad_choice"]);
    target("2021-22", "monthly", &["2 basis bad_choice"]);
    let kinds = "plan,ref,kind,title\nP,1,KPI,T\nP,2,Milestone,T\n";
    let import = check(kinds, &[]).unwrap();
    let kinds: Vec<Kind> = import
        .sheets
        .items
        .iter()
        .map(|row| row.value.kind)
        .collect();
    assert_eq!(kinds, [Kind::Measure, Kind::Milestone]);
}

#[test]
fn yes_and_no_have_several_words() {
    for (cell, expected) in [
        ("yes", true),
        ("Y", true),
        ("TRUE", true),
        ("1", true),
        ("No", false),
        ("n", false),
        ("false", false),
        ("0", false),
    ] {
        assert_eq!(
            observation("on_track", cell, &[]).unwrap().on_track,
            Some(expected)
        );
    }
    for cell in ["maybe", "2", "on track", "ja"] {
        observation("on_track", cell, &["2 on_track bad_choice"]);
    }
}

#[test]
fn addresses_are_checked_and_put_in_lower_case() {
    let row = item("owner_email", "Owner.One@Council.Example", &[]).unwrap();
    assert_eq!(
        row.owner_email.as_deref(),
        Some("owner.one@council.example")
    );
    let wrong = [
        "owner",
        "@council.example",
        "owner@",
        "owner@council",
        "a b@council.example",
        "a@b.example; c@d.example",
        "a@@b.example",
        "a@b..example",
        ".a@b.example",
        "a@-b.example",
        "<a@b.example>",
        "é@b.example",
    ];
    for cell in wrong {
        item("owner_email", cell, &["2 owner_email bad_email"]);
    }
}

#[test]
fn text_is_trimmed_and_lists_are_split() {
    let row = item("aliases", "A1; A2 ;;A1;", &[]).unwrap();
    assert_eq!(row.aliases, ["A1", "A2"]);
    let row = item("contributors", "Legal, Finance", &[]).unwrap();
    assert_eq!(row.contributors, ["Legal", "Finance"]);
    let row = item("contributors", "Housing, Health and Care; Legal", &[]).unwrap();
    assert_eq!(row.contributors, ["Housing, Health and Care", "Legal"]);
    let row = item("theme", "  Clean\r\n streets ", &[]).unwrap();
    assert_eq!(row.theme.as_deref(), Some("Clean streets"));
    let row = observation("commentary", "one\r\ntwo\rthree", &[]).unwrap();
    assert_eq!(row.commentary.as_deref(), Some("one\ntwo\nthree"));
    observation("commentary", "bell \u{7}", &["2 commentary bad_text"]);
    observation(
        "commentary",
        "next line \u{85} here",
        &["2 commentary bad_text"],
    );
    observation("commentary", "\u{fffe}", &["2 commentary bad_text"]);
    assert_eq!(
        observation("commentary", " \u{a0} ", &[])
            .unwrap()
            .commentary,
        None
    );
}
