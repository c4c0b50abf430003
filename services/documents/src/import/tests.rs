//! Tests of imports: one `check` and many cases a file.

mod cells;
mod csv;
mod headers;
mod limits;
mod random;
mod rows;
mod sources;
mod words;
mod workbook_files;
mod workbooks;

use quarterday_proto::sheet::{ItemRow, ObservationRow, PlanRow, TargetRow};

use super::{Faults, Import, SourceFile, parse};

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

fn parse_one(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Import, Faults> {
    parse(&[file(name, bytes)])
}

/// The faults as `row column code`, with `-` for what a fault has not.
fn summary(result: &Result<Import, Faults>) -> Vec<String> {
    let Err(faults) = result else {
        return Vec::new();
    };
    let line = |fault: &super::Fault| {
        let row = fault.row.map_or("-".to_owned(), |row| row.to_string());
        format!(
            "{row} {} {}",
            fault.column.as_deref().unwrap_or("-"),
            fault.code
        )
    };
    faults.faults.iter().map(line).collect()
}

/// What a check got, for those cases that look further.
struct Checked(Result<Import, Faults>);

impl Checked {
    fn ok(self) -> Option<Import> {
        self.0.ok()
    }

    #[track_caller]
    fn unwrap(self) -> Import {
        self.0.unwrap()
    }

    #[track_caller]
    fn unwrap_err(self) -> Faults {
        self.0.unwrap_err()
    }
}

/// Parses one file and compares its faults; none are expected where the file
/// is good.
#[track_caller]
fn check(bytes: impl Into<Vec<u8>>, expected: &[&str]) -> Checked {
    let result = parse_one("sheet.csv", bytes);
    assert_eq!(summary(&result), expected, "{result:#?}");
    assert_eq!(result.is_ok(), expected.is_empty());
    Checked(result)
}

/// The row of a plan with one more cell.
#[track_caller]
fn plan(column: &str, cell: &str, expected: &[&str]) -> Option<PlanRow> {
    let import = check(format!("plan,{column}\nP,\"{cell}\"\n"), expected).ok()?;
    Some(import.sheets.plans[0].value.clone())
}

/// The row of an item with one more cell.
#[track_caller]
fn item(column: &str, cell: &str, expected: &[&str]) -> Option<ItemRow> {
    let text = format!("plan,ref,kind,title,{column}\nP,1,action,T,\"{cell}\"\n");
    let import = check(text, expected).ok()?;
    Some(import.sheets.items[0].value.clone())
}

/// The row of a target.
#[track_caller]
fn target(period: &str, basis: &str, expected: &[&str]) -> Option<TargetRow> {
    let import = check(
        format!("plan,ref,period,basis\nP,1,{period},{basis}\n"),
        expected,
    )
    .ok()?;
    Some(import.sheets.targets[0].value.clone())
}

/// The row of an observation with one more cell.
#[track_caller]
fn observation(column: &str, cell: &str, expected: &[&str]) -> Option<ObservationRow> {
    let text = format!("plan,ref,as_at,{column}\nP,1,2020-09-30,\"{cell}\"\n");
    let import = check(text, expected).ok()?;
    Some(import.sheets.observations[0].value.clone())
}
