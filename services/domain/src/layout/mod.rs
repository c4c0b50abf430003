//! Layouts of reports: those that come with the product, the check of a file,
//! and which one a report takes.

mod check;
mod template;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::layout::Layout;

pub use check::{LayoutFault, check, check_file};
pub use template::{VARIABLES, Variable, variable};

use crate::rejection::{Code, reject};
use crate::state::{LayoutVersion, Report, State};

const FILES: &[(&str, &str)] = &[
    ("derby", include_str!("../../layouts/derby.toml")),
    ("plain", include_str!("../../layouts/plain.toml")),
    ("rochdale", include_str!("../../layouts/rochdale-2019.toml")),
    ("rochdale", include_str!("../../layouts/rochdale-2020.toml")),
    ("rochdale", include_str!("../../layouts/rochdale-2023.toml")),
    ("rutland", include_str!("../../layouts/rutland.toml")),
];

/// The layout of a report for which the council has adopted none.
const PLAIN: &str = "plain";

/// Every version of the built-in layout of this name, oldest first; none if
/// there is no such layout.
pub fn builtin_layouts(name: &str) -> Vec<Layout> {
    let mut versions: Vec<Layout> = FILES
        .iter()
        .filter(|(known, _)| *known == name)
        .map(|(_, text)| parse_layout(text).expect("a test reads every built-in layout"))
        .collect();
    versions.sort_by_key(|layout| layout.from);
    versions
}

/// The names of the built-in layouts.
pub fn builtin_layout_names() -> Vec<String> {
    let mut names: Vec<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.dedup();
    names
}

/// The files of a built-in layout, oldest first: what a council copies.
pub fn builtin_layout_files(name: &str) -> Vec<&'static str> {
    let of_name = FILES.iter().filter(|(known, _)| *known == name);
    of_name.map(|(_, text)| *text).collect()
}

/// Reads a layout from TOML and checks it.
///
/// # Errors
/// `QD0160`, with every fault, its line and what to do.
pub fn parse_layout(text: &str) -> Result<Layout, Rejection> {
    check_file(text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(LayoutFault::to_string).collect();
        reject(
            Code::LayoutInvalid,
            format!("the layout has faults:\n{}", lines.join("\n")),
        )
    })
}

impl State {
    /// Every adopted version of every layout, by name, oldest adoption first.
    pub fn layouts(&self) -> impl Iterator<Item = &LayoutVersion> {
        self.layouts.values().flatten()
    }

    /// The layout of a report: of those adopted by its circulation, or by now
    /// where it is not circulated, the one for its type, else the one for any
    /// type, else the built-in `plain`. Of its versions the latest that begins
    /// by the end of the last quarter covered counts.
    pub fn layout_of(&self, report: &Report, today: Date) -> Layout {
        let by = report.circulated_at.unwrap_or(u64::MAX);
        let last = report.details.covers.iter().map(|covered| covered.quarter);
        let day = match last.max() {
            Some(quarter) => quarter.last_day(),
            None => report.content().header.meeting.unwrap_or(today),
        };
        let report_type = report.details.report_type.as_str();
        let counting: Vec<&LayoutVersion> = self
            .layouts
            .values()
            .filter_map(|versions| {
                let known = versions.iter().filter(|version| version.place <= by);
                let begun = known.filter(|version| version.layout.from <= day);
                begun.max_by_key(|version| (version.layout.from, version.place))
            })
            .collect();
        let last_adopted = |wanted: &dyn Fn(&Layout) -> bool| {
            let found = counting.iter().filter(|version| wanted(&version.layout));
            found.max_by_key(|version| version.place)
        };
        let found = last_adopted(&|layout| layout.is_for(report_type))
            .or_else(|| last_adopted(&|layout| layout.report_types.is_empty()));
        match found {
            Some(version) => (*version.layout).clone(),
            None => builtin_layouts(PLAIN).remove(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_layout_has_no_fault() {
        for (name, text) in FILES {
            let layout = parse_layout(text).unwrap_or_else(|rejection| panic!("{rejection}"));
            assert_eq!(layout.layout, *name);
        }
        assert_eq!(
            builtin_layout_names(),
            ["derby", "plain", "rochdale", "rutland"]
        );
        assert_eq!(builtin_layouts("rochdale").len(), 3);
        assert!(builtin_layouts("no such layout").is_empty());
    }
}
