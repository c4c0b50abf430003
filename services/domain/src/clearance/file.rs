//! Files of reports as people write them.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::DraftReport;

use crate::rejection::{Code, reject};

/// Reads a report from TOML, or from JSON where the name of its file ends in
/// `.json`; what it says is checked when it is drafted.
///
/// # Errors
/// `QD0053`, with the file and the line that cannot be read.
pub fn parse_report(name: &str, text: &str) -> Result<DraftReport, Rejection> {
    let read = match name.ends_with(".json") {
        true => serde_json::from_str(text).map_err(|error| error.to_string()),
        false => toml::from_str(text).map_err(|error| error.to_string()),
    };
    read.map_err(|why| {
        reject(
            Code::ReportInvalid,
            format!("{name} is no report file: {}", why.trim_end()),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_refused_with_its_line() {
        let good = "report = \"q2\"\nauthor = \"a@b.example\"\n[content]\ntitle = \"Q2\"\n";
        assert_eq!(parse_report("q2.toml", good).unwrap().report, "q2");
        let json = r#"{"report":"q2","author":"a@b.example","content":{"title":"Q2"}}"#;
        assert_eq!(parse_report("q2.json", json).unwrap().content.title, "Q2");
        let check = |name: &str, text: &str, says: &str| {
            let refused = parse_report(name, text).unwrap_err();
            assert_eq!(refused.code, "QD0053");
            assert!(refused.detail.starts_with(name), "{refused}");
            assert!(refused.detail.contains(says), "{refused}");
        };
        check("q2.toml", "report = \"q2\"\nauthor = oops\n", "line 2");
        check("q2.toml", &format!("autor = \"x\"\n{good}"), "autor");
        check("q2.toml", "report = \"q2\"\n", "author");
        check("q2.json", "{\n\"report\": q2}", "line 2");
    }
}
