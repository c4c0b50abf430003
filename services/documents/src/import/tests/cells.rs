//! What a cell of each kind takes, in CSV.

use jiff::civil::date;

use super::{check, item, observation, plan, target};

#[test]
fn dates_have_two_forms() {
    for cell in [
        "2020-09-30",
        "30/09/2020",
        " 30/09/2020 ",
        "\u{a0}2020-09-30\u{200b}",
    ] {
        assert_eq!(
            item("due", cell, &[]).unwrap().due,
            Some(date(2020, 9, 30)),
            "{cell}"
        );
    }
    for cell in ["2020-02-29", "29/02/2020", "1990-01-01", "31/12/2100"] {
        item("due", cell, &[]);
    }
    let wrong = [
        "31/02/2020",
        "2019-02-29",
        "02-03-20",
        "02/03/20",
        "44104",
        "09/30/2020",
        "4/1/2020",
        "2020/09/30",
        "2020-9-30",
        "30.09.2020",
        "30 September 2020",
        "2020-09-30T00:00:00",
        "1989-12-31",
        "2101-01-01",
        "0000-00-00",
        "00/00/0000",
        "yyyy-mm-dd",
        "٣٠/٠٩/٢٠٢٠",
        "-",
        "tbc",
        "+020-09-30",
    ];
    for cell in wrong {
        item("due", cell, &["2 due bad_date"]);
    }
}

#[test]
fn a_bad_date_says_why() {
    for (cell, hint) in [
        ("09/30/2020", "the day stands before the month"),
        ("31/02/2020", "the calendar has no such day"),
        ("44104", "format it as a date"),
        ("4/1/2020", "two digits"),
        ("2201-01-01", "out of range"),
    ] {
        let text = format!("plan,ref,kind,title,due\nP,1,action,T,{cell}\n");
        let faults = check(text, &["2 due bad_date"]).unwrap_err();
        assert_eq!(faults.faults[0].found, cell);
        assert!(faults.faults[0].expected.contains(hint), "{faults}");
        assert!(faults.faults[0].expected.contains("30/09/2020"), "{faults}");
    }
}

#[test]
fn numbers_are_exact() {
    for (cell, expected) in [
        ("82", "82"),
        ("82%", "82"),
        ("82 %", "82"),
        ("82.50", "82.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("£20", "20"),
        ("-£20.10", "-20.1"),
        ("£-20.10", "-20.1"),
        ("-5", "-5"),
        ("\u{2212}5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("-0", "0"),
        ("007", "7"),
        ("0.1", "0.1"),
        ("0.123456789012", "0.123456789012"),
        ("0.1000000000000", "0.1"),
        ("999999999999999", "999999999999999"),
        ("0", "0"),
        ("0.0", "0"),
    ] {
        let row = observation("actual", cell, &[]).unwrap();
        assert_eq!(row.actual.unwrap().to_string(), expected, "{cell}");
    }
    let wrong = [
        "NaN",
        "inf",
        "n/a",
        "1e5",
        "12,5",
        "1,23,456",
        "1234,567",
        ",123",
        "1.2.3",
        "5.",
        ".",
        "-",
        "%",
        "£",
        "£5%",
        "--5",
        "+-5",
        "5-",
        "(5)",
        "0x10",
        "0.1234567890123",
        "1000000000000000",
        "٥",
        "1 234",
        "5%%",
        "about 5",
    ];
    for cell in wrong {
        observation("actual", cell, &["2 actual bad_number"]);
    }
}

#[test]
fn percentages_lie_between_0_and_100() {
    for (cell, expected) in [
        ("83%", "83"),
        ("83", "83"),
        ("0", "0"),
        ("100%", "100"),
        ("12.5", "12.5"),
    ] {
        let row = observation("percent_complete", cell, &[]).unwrap();
        assert_eq!(row.percent_complete.unwrap().to_string(), expected);
    }
    for cell in ["101", "-1", "0.83", "100.1%", "most"] {
        observation("percent_complete", cell, &["2 percent_complete bad_number"]);
    }
}

#[test]
fn decimals_are_few() {
    assert_eq!(plan("decimals", "1", &[]).unwrap().decimals, Some(1));
    for cell in ["5", "-1", "1.5", "one", "300"] {
        plan("decimals", cell, &["2 decimals bad_number"]);
    }
}

#[test]
fn years_and_periods_have_several_forms() {
    for cell in [
        "2020-21",
        "2020/21",
        "2020-2021",
        "2020/2021",
        "2020–21",
        "2020 - 21",
    ] {
        assert_eq!(
            plan("year", cell, &[]).unwrap().year.unwrap().to_string(),
            "2020-21",
            "{cell}"
        );
    }
    assert_eq!(
        plan("year", "2099-00", &[])
            .unwrap()
            .year
            .unwrap()
            .to_string(),
        "2099-00"
    );
    for cell in [
        "2020",
        "2020-22",
        "20-21",
        "2020-20",
        "1989-90",
        "2020-2022",
        "2020-1",
        "x-y",
    ] {
        plan("year", cell, &["2 year bad_year"]);
    }
    for cell in [
        "2021-22-Q2",
        "2021-22 Q2",
        "2021/22 Q2",
        "Q2 2021-22",
        "q2 2021/22",
        "2021-2022 Q2",
        "Q2-2021-22",
        "2021/22/Q2",
        "2021-22Q2",
    ] {
        assert_eq!(
            target(cell, "ytd", &[]).unwrap().period.to_string(),
            "2021-22-Q2",
            "{cell}"
        );
    }
    assert_eq!(
        target("2021/22", "ytd", &[]).unwrap().period.to_string(),
        "2021-22"
    );
    for cell in [
        "Q2",
        "Q5 2021-22",
        "2021-22-Q0",
        "2021-22 Q22",
        "Q2 2021",
        "2021 Q2",
        "Q22021-22",
        "Q2 2021-22 Q3",
        "Qé",
        "Q",
    ] {
        target(cell, "ytd", &["2 period bad_period"]);
    }
}
