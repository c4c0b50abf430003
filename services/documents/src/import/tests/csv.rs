//! CSV as files have it: encodings, delimiters, quotes, ragged rows.

use encoding_rs::WINDOWS_1252;

use super::{check, file, parse, summary};

const TEXT: &str = "plan,title\nP,Café – “one”\n";

fn title(bytes: impl Into<Vec<u8>>) -> String {
    let import = check(bytes, &[]).unwrap();
    import.sheets.plans[0].value.title.clone().unwrap()
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(to_bytes)
        .collect()
}

#[test]
fn every_usual_encoding_is_read() {
    let with_mark = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
    let (windows, _, _) = WINDOWS_1252.encode(TEXT);
    for bytes in [
        TEXT.as_bytes().to_vec(),
        with_mark,
        utf_16(TEXT, u16::to_le_bytes),
        utf_16(TEXT, u16::to_be_bytes),
        windows.to_vec(),
    ] {
        assert_eq!(title(bytes), "Café – “one”");
    }
}

#[test]
fn a_guessed_encoding_is_noted() {
    let (windows, _, _) = WINDOWS_1252.encode(TEXT);
    let import = check(windows.to_vec(), &[]).unwrap();
    assert_eq!(
        import.notes,
        ["sheet.csv is not UTF-8 and was read as Windows-1252"]
    );
    assert!(check(TEXT, &[]).unwrap().notes.is_empty());
}

#[test]
fn bytes_that_are_no_text_are_faults() {
    for bytes in [
        b"plan\nP\0\n".to_vec(),
        b"plan\n\xe9\0\n".to_vec(),
        b"\xef\xbb\xbfplan\n\xe9\n".to_vec(),
        b"\xff\xfep\0l\0a\0n"
            .iter()
            .chain(b"\0\n\0\0\xd8")
            .copied()
            .collect(),
        b"\xff\xfep\0l\0a\0n\0\n".to_vec(),
        utf_16("plan\nP\0", u16::to_le_bytes),
        "plan\nP"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
        b"\x89PNG\r\n\x1a\n\xff\xd8".to_vec(),
        b"plan\n\x81\n".to_vec(),
    ] {
        check(bytes, &["- - bad_encoding"]);
    }
}

#[test]
fn delimiters_are_told_by_the_header() {
    assert_eq!(title("plan;title;year\nP;a, b;2020-21\n"), "a, b");
    assert_eq!(title("plan\ttitle\nP\ta; b, c\n"), "a; b, c");
    assert_eq!(title("plan,title\nP,a; b\n"), "a; b");
    assert_eq!(title("plan,title\r\nP,\"a, b\"\r\n"), "a, b");
    assert_eq!(title("plan,title\rP,a"), "a");
    assert_eq!(title("plan,title\nP, \"a, b\" \n"), "a, b");
    assert_eq!(title("plan,title\nP,5\" pipe\n"), "5\" pipe");
    assert_eq!(title("plan,title\nP,\"say \"\"so\"\"\"\n"), "say \"so\"");
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does() {
    let text = "plan,title\r\n\r\nP,\"one\r\ntwo\r\n\r\nthree\"\r\n,\r\nQ,\"x\r\ny\"\r\n";
    let import = check(text, &[]).unwrap();
    let lines: Vec<u32> = import.sheets.plans.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5]);
    let sheets: Vec<&str> = import
        .sheets
        .plans
        .iter()
        .map(|row| row.sheet.as_str())
        .collect();
    assert_eq!(sheets, ["sheet.csv", "sheet.csv"]);
}

#[test]
fn ragged_rows_are_faults_with_their_row() {
    let header = "plan,title,year\n";
    check(format!("{header}P,T\n"), &["2 - ragged_row"]);
    check(format!("{header}P,T,2020-21,more\n"), &["2 - ragged_row"]);
    check(
        format!("{header}P,T,2020-21,,\n\n  \nQ,T,2020-21\nR\n"),
        &["6 - ragged_row"],
    );
    check("plan,title,,\nP,T,,\nQ,T\n", &[]);
    check("plan,,title\nP,x,T\n", &["2 - ragged_row"]);
    check("plan,,title\nP,,T\n", &[]);
}

#[test]
fn quotes_must_be_closed_at_the_end_of_a_cell() {
    check("plan,title\nP,\"open\nQ,T\n", &["2 - bad_quote"]);
    check("plan,title\nQ,T\nP,\"a\"b\n", &["3 - bad_quote"]);
    check("\"plan,title\nP,T\n", &["1 - bad_quote"]);
}

#[test]
fn files_of_one_kind_are_put_together() {
    let result = parse(&[
        file("a.csv", "plan\nP\n"),
        file("b.csv", "plan,title\nQ,T\n"),
    ]);
    assert!(summary(&result).is_empty());
    assert_eq!(result.unwrap().sheets.plans.len(), 2);
}
