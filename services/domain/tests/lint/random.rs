//! Drafts made of positions at random: what is right is left alone, and what is
//! changed is found.

use proptest::prelude::*;
use quarterday_domain::lint::{Draft, Figure, Paragraph, Plan, Printed, Section, lint};
use quarterday_domain::percent::percentage;
use quarterday_proto::item::Kind;
use quarterday_proto::scheme::Rounding;

/// The percentages and counts that a report prints, in the forms of the five.
const FORMS: [&str; 7] = [
    "{p}% ({n}) of the actions are {s}.",
    "{n} ({p}%) of the actions are {s}.",
    "{p}% of actions ({n}) are {s}.",
    "**{p}%** ({n}) actions are {s}.",
    "{p} per cent ({n}) of all actions are {s}.",
    "{n} actions are {s}.",
    "Of the actions in the plan, {p}% are {s}.",
];

#[derive(Debug, Clone)]
struct Given {
    ongoing: u32,
    complete: u32,
    overdue: u32,
    decimals: u8,
    form: usize,
    says: &'static str,
}

fn given() -> impl Strategy<Value = Given> {
    let says = prop_oneof![
        Just("ongoing"),
        Just("on-going"),
        Just("complete"),
        Just("completed")
    ];
    (
        0..400_u32,
        0..400_u32,
        0..40_u32,
        0..=2_u8,
        0..FORMS.len(),
        says,
    )
        .prop_map(|(ongoing, complete, overdue, decimals, form, says)| Given {
            ongoing: ongoing + 1,
            complete,
            overdue,
            decimals,
            form,
            says,
        })
}

impl Given {
    fn denominator(&self) -> u32 {
        self.ongoing + self.complete + self.overdue
    }

    fn count(&self) -> u32 {
        if self.says.starts_with("on") {
            self.ongoing
        } else {
            self.complete
        }
    }

    fn percent(&self, count: u32) -> String {
        percentage(count, self.denominator(), Rounding::HalfUp, self.decimals)
    }

    fn sentence(&self, percent: &str, count: &str) -> String {
        let form = FORMS[self.form].replace("{p}", percent);
        form.replace("{n}", count).replace("{s}", self.says)
    }

    fn findings(&self, text: String) -> Vec<String> {
        let figure = |label: &str, count| Figure {
            label: label.to_owned(),
            count: Some(count),
            percent: None,
            before: None,
        };
        let position = Printed {
            kind: Kind::Action,
            total: self.denominator(),
            denominator: self.denominator(),
            decimals: self.decimals,
            rounding: Rounding::HalfUp,
            figures: vec![
                figure("ongoing", self.ongoing),
                figure("complete", self.complete),
                figure("overdue", self.overdue),
            ],
        };
        let draft = Draft {
            title: "A plan".to_owned(),
            first: "2020-07-01".parse().unwrap(),
            last: "2020-09-30".parse().unwrap(),
            fields: Vec::new(),
            sections: vec![Section {
                key: "overview".to_owned(),
                heading: "Performance Overview".to_owned(),
                plan: Some("p".to_owned()),
                paragraphs: vec![Paragraph { number: None, text }],
            }],
            plans: vec![Plan {
                reference: "p".to_owned(),
                name: "Some Directorate Plan".to_owned(),
                positions: vec![position],
                items: Vec::new(),
            }],
            risks: Vec::new(),
            bodies: Vec::new(),
        };
        lint(&draft)
            .into_iter()
            .map(|finding| finding.code)
            .collect()
    }
}

proptest! {
    #[test]
    fn a_right_draft_has_no_finding(given in given()) {
        let count = given.count();
        let text = given.sentence(&given.percent(count), &count.to_string());
        prop_assert_eq!(given.findings(text.clone()), Vec::<String>::new(), "{}", text);
    }

    #[test]
    fn a_changed_digit_is_found(given in given(), digit in 0..64_usize, other in 1..10_u8) {
        let count = given.count();
        let right = given.sentence(&given.percent(count), &count.to_string());
        let digits: Vec<usize> = right
            .char_indices()
            .filter(|(_, sign)| sign.is_ascii_digit())
            .map(|(at, _)| at)
            .collect();
        let at = digits[digit % digits.len()];
        let mut bytes = right.clone().into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + other) % 10;
        let changed = String::from_utf8(bytes).unwrap();
        // "16.70%" is "16.7%" still, and what no digit follows may be a zero more.
        prop_assume!(!changed.contains(".0%"));
        let found = given.findings(changed.clone());
        let figure = |code: &String| ["QL0001", "QL0002", "QL0003"].contains(&code.as_str());
        prop_assert!(found.iter().any(figure), "{} became {}: {:?}", right, changed, found);
    }

    #[test]
    fn nothing_that_is_written_stops_it(text in "\\PC{0,200}", form in "[0-9%().,/ <>{}a-z-]{0,60}") {
        let given = Given {
            ongoing: 3,
            complete: 1,
            overdue: 0,
            decimals: 0,
            form: 0,
            says: "ongoing",
        };
        given.findings(format!("{text}\n{form}"));
    }
}
