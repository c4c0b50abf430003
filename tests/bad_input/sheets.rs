//! Sheets that are wrong, by the command line and over HTTP: the same codes,
//! and the log as it was.

use quarterday_tests::{COUNCIL, Folder, Http, PLAN};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

/// A file, and the fault codes that it must get.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    codes: &'static [&'static str],
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, codes: &'static [&'static str]) -> Case {
    Case {
        name,
        bytes: bytes.into(),
        codes,
    }
}

fn items(rows: &str) -> String {
    format!("plan,ref,kind,title,due\n{rows}")
}

/// A workbook of observations with the given cells below the header.
fn workbook(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(
            0,
            0,
            ["plan", "ref", "as_at", "percent_complete", "commentary"],
        )
        .unwrap();
    fill(sheet).unwrap();
    workbook.save_to_buffer().unwrap()
}

fn cases() -> Vec<Case> {
    let merged = workbook(|sheet| {
        sheet.write_row(1, 0, [PLAN, "H1", "2020-06-30"])?;
        sheet.merge_range(1, 3, 2, 4, "both", &Format::new())?;
        Ok(())
    });
    let formula = workbook(|sheet| {
        sheet.write_row(1, 0, [PLAN, "H1", "2020-06-30"])?;
        sheet.write_formula(1, 3, Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    });
    let twice = items(&format!("{PLAN},N1,action,One,\n{PLAN},N1,action,Two,\n"));
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend_from_slice(items(&format!("{PLAN},N1,action,New,\n")).as_bytes());
    marked.push(b'\xff');
    vec![
        case("columns.csv", "plan,ref,kind,titel\n", &["missing_column"]),
        case(
            "strange.csv",
            "colour,shape\nred,round\n",
            &["unknown_sheet"],
        ),
        case(
            "date.csv",
            items(&format!("{PLAN},N1,action,New,31/02/2021\n")),
            &["bad_date"],
        ),
        case(
            "kind.csv",
            items(&format!("{PLAN},N1,wish,New,\n")),
            &["bad_choice"],
        ),
        case(
            "blank.csv",
            items(&format!("{PLAN},N1,action,,\n")),
            &["missing_cell"],
        ),
        case("twice.csv", twice, &["duplicate_row"]),
        case(
            "ragged.csv",
            items(&format!("{PLAN},N1,action\n")),
            &["ragged_row"],
        ),
        case(
            "quote.csv",
            items(&format!("{PLAN},N1,action,\"New,\n")),
            &["bad_quote"],
        ),
        case("marked.csv", marked, &["bad_encoding"]),
        case(
            "nul.csv",
            items(&format!("{PLAN},N1,action,\0,\n")),
            &["bad_encoding"],
        ),
        case(
            "picture.csv",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            &["bad_encoding"],
        ),
        case("empty.csv", "", &["unknown_sheet"]),
        case(
            "damaged.xlsx",
            b"PK\x03\x04 and no more".to_vec(),
            &["unreadable_file"],
        ),
        case("merged.xlsx", merged, &["merged_cells"]),
        case("formula.xlsx", formula, &["formula_error"]),
        case(
            "senseless.csv",
            format!("plan,ref,as_at,on_track,actual,rating\n{PLAN},H1,2020-06-30,yes,12,green\n"),
            &["observation_invalid", "unknown_rating"],
        ),
        case(
            "several.csv",
            items(&format!("{PLAN},N1,wish,,soon\n{PLAN},N2,action,New,\n")),
            &["bad_choice", "missing_cell", "bad_date"],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_sheet_is_told_cell_by_cell_and_stores_nothing() {
    let folder = Folder::with_plan();
    let token = folder.token("writer", "write");
    let place = folder.place();
    // With no service; the same beside one and over its network door.
    for case in cases() {
        check_command(&folder, &case);
    }
    let server = folder.serve();
    let http = Http::network(server.base(), &token);
    for case in cases() {
        check_command(&folder, &case);
        check_http(&http, &case).await;
        assert_eq!(folder.place(), place, "{}", case.name);
    }
    assert!(server.stop().0.success());
    assert_eq!(folder.place(), place);
}

fn check_command(folder: &Folder, case: &Case) {
    let path = folder.file(case.name, &case.bytes);
    let ran = folder.run(["import", &path, "--council", COUNCIL]);
    let codes: Vec<String> = case.codes.iter().map(|code| format!("({code})")).collect();
    let mut words: Vec<&str> = codes.iter().map(String::as_str).collect();
    words.extend(["QD0014 import_faults", case.name.split('.').next().unwrap()]);
    // The sheet of a workbook has a name of its own.
    if case.name.ends_with(".xlsx") && case.codes != ["unreadable_file"] {
        words.pop();
    }
    ran.refused(&words);
}

async fn check_http(http: &Http, case: &Case) {
    let path = format!("/api/v1/{COUNCIL}/imports?filename={}", case.name);
    let kind = if case.name.ends_with(".csv") {
        "text/csv"
    } else {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    };
    let answer = http
        .send("POST", &path, &[("content-type", kind)], case.bytes.clone())
        .await;
    let problem = answer.problem(422, "QD0014");
    let faults = problem["faults"].as_array().unwrap();
    for code in case.codes {
        let fault = faults.iter().find(|fault| fault["code"] == *code);
        let fault = fault.unwrap_or_else(|| panic!("{}: no {code}: {problem}", case.name));
        assert!(
            fault["expected"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{fault}"
        );
        assert!(
            fault["sheet"].as_str().is_some_and(|text| !text.is_empty()),
            "{fault}"
        );
    }
}

/// Text as British spreadsheets write it is read as it is meant.
#[test]
fn other_encodings_are_read() {
    let folder = Folder::with_plan();
    let pounds = items(&format!("{PLAN},N1,action,Save £5 – “soon”,\n"));
    let utf_16: Vec<u8> = pounds
        .replace("N1", "N2")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows: Vec<u8> = pounds
        .replace("N1", "N3")
        .chars()
        .map(|letter| match letter {
            '–' => 0x96,
            '“' => 0x93,
            '”' => 0x94,
            letter => u8::try_from(u32::from(letter)).unwrap(),
        })
        .collect();
    let files = [
        ("mark.csv", [b"\xef\xbb\xbf", pounds.as_bytes()].concat()),
        ("utf16.csv", [b"\xff\xfe", &utf_16[..]].concat()),
        ("windows.csv", windows),
    ];
    for (name, bytes) in files {
        let path = folder.file(name, &bytes);
        folder.run(["import", &path, "--council", COUNCIL]).done();
    }
    let audit = ["audit", "--council", COUNCIL, "--format", "json"];
    let trail = folder
        .run(audit.into_iter().chain(["--text", "Save £5 – “soon”"]))
        .done();
    assert_eq!(
        trail.out.matches("Save £5 – “soon”").count(),
        3,
        "{}",
        trail.out
    );
}

/// A hundred thousand rows: one bad cell near the end and none is stored; put
/// right, all of them; again, and nothing changes.
#[test]
fn a_hundred_thousand_rows_are_all_or_nothing() {
    const ROWS: u32 = 100_000;
    let folder = Folder::with_plan();
    let place = folder.place();
    let rows = |due: &str| {
        let mut text = items("");
        for row in 1..ROWS {
            text.push_str(&format!("{PLAN},R{row},action,Item {row},2021-03-31\n"));
        }
        text + &format!("{PLAN},R{ROWS},action,Item {ROWS},{due}\n")
    };
    let path = folder.file("many.csv", rows("30 June").as_bytes());
    let ran = folder.run(["import", &path, "--council", COUNCIL]);
    ran.refused(&["QD0014", "many.csv row 100001, due (bad_date)", "30 June"]);
    assert_eq!(folder.place(), place);
    let path = folder.file("many.csv", rows("2020-06-30").as_bytes());
    let import = ["import", &path, "--council", COUNCIL, "--format", "json"];
    let ran = folder.run(import).done();
    assert_eq!(ran.json()["events"], ROWS, "{}", ran.out);
    let stored = folder.place();
    assert!(stored > place + 10, "{stored}");
    let ran = folder.run(import).done();
    assert_eq!(ran.json()["events"], 0, "{}", ran.out);
    assert_eq!(folder.place(), stored);
    let more: String = (0..=200_000)
        .map(|row| format!("{PLAN},X{row},action,X,\n"))
        .collect();
    let more = items(&more);
    let path = folder.file("more.csv", more.as_bytes());
    folder
        .run(["import", &path, "--council", COUNCIL])
        .refused(&["(too_large)"]);
    assert_eq!(folder.place(), stored);
}

/// A program that reads JSON gets the refusal as JSON; with no council yet,
/// cells and rules are told in one answer too, and none is set up.
#[test]
fn a_refusal_is_json_where_json_is_asked_for() {
    let folder = Folder::empty();
    let items = items(&format!("{PLAN},N1,action,New,31/02/2021\n"));
    let items = folder.file("items.csv", items.as_bytes());
    let observations = format!("plan,ref,as_at\n{PLAN},N1,2020-06-30\n{PLAN},N9,2020-06-30\n");
    let observations = folder.file("observations.csv", observations.as_bytes());
    let import = ["import", &items, &observations, "--council", COUNCIL];
    for format in ["json", "ndjson"] {
        let ran = folder
            .run(import.into_iter().chain(["--format", format]))
            .refused(&["QD0014 import_faults"]);
        let problem = ran.json();
        assert_eq!(problem["code"], "QD0014");
        let codes: Vec<_> = problem["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (fault["row"].clone(), fault["code"].clone()))
            .collect();
        assert_eq!(
            codes,
            [
                (2.into(), "bad_date".into()),
                (3.into(), "unknown_item".into())
            ]
        );
    }
    let ran = folder.run(import).refused(&["bad_date", "unknown_item"]);
    assert!(ran.out.is_empty(), "{ran:#?}");
    assert!(!folder.log().exists());
}
