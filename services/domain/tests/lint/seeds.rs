//! Each of the five reports, as it was printed: exactly these findings, each
//! with its code, its place and what the report says. `docs/seeds.md` says why.

use rstest::rstest;

use super::{draft, lint, seen};

#[rstest]
#[case::rochdale_2020_21("000", &[
    ("QL0008", "Public/Private Document", ""),
    ("QL0018", "4.2", "amber"),
    ("QL0006", "4.6", "on hold"),
    ("QL0007", "6", "None"),
    ("QL0013", "8", "Neighbourhoods (Corporate) Directorate Plan"),
])]
#[case::rochdale_2023_24("001", &[
    ("QL0001", "5.2", "93%"),
    ("QL0018", "5.3", "amber"),
])]
#[case::rochdale_2019_20("002", &[
    ("QL0013", "1", "Public Health Directorate Plan"),
    ("QL0016", "4.2a", "April"),
    ("QL0004", "4.4", "3"),
    ("QL0018", "4.4a", "amber"),
    ("QL0006", "4.5b", "slippage"),
    ("QL0017", "4.5d", "publication by March 2020"),
    ("QL0005", "4.6", "None"),
    ("QL0010", "4.7", "16.7%"),
    ("QL0018", "4.7a", "amber"),
    ("QL0005", "4.9", "None"),
    ("QL0012", "6b", "2010 Equality Act"),
])]
#[case::rutland("003", &[
    ("QL0012", "10.1", "Health and Wellbeing implications"),
])]
#[case::derby("004", &[
    ("QL0009", "Background papers", "A"),
    ("QL0015", "4.17", "S10"),
    ("QL0014", "4.19", "Executive Scrutiny Review Board"),
])]
fn a_report_as_printed_has_these_findings_and_no_other(
    #[case] seed: &str,
    #[case] expected: &[(&str, &str, &str)],
) {
    let findings = seen(&lint(&draft(seed)));
    let expected: Vec<(String, String, String)> = expected
        .iter()
        .map(|(code, at, says)| ((*code).to_owned(), (*at).to_owned(), (*says).to_owned()))
        .collect();
    assert_eq!(findings, expected);
}
