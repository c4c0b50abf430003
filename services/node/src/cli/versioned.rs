//! What a council adopts in versions from files: schemes, routes, layouts.

use std::path::Path;

use anyhow::Context as _;
use quarterday_proto::answer::Rejection;
use serde_json::Value;

use super::of::Of;
use super::output::{self, text};

pub(super) fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

/// Every version of a built-in one, or the one of a file.
pub(super) fn versions<T>(
    file: &str,
    builtin: impl Fn(&str) -> Vec<T>,
    parse: impl Fn(&str) -> Result<T, Rejection>,
) -> anyhow::Result<Vec<T>> {
    let built_in = builtin(file);
    if !built_in.is_empty() {
        return Ok(built_in);
    }
    Ok(vec![parse(&read(Path::new(file))?)?])
}

/// Prints a line a version of `resource`: those adopted, then those that are
/// built in. Of each, `name` holds what it is called.
pub(super) async fn list(of: &Of, resource: &str, name: output::Column) -> anyhow::Result<()> {
    let answer = of.get::<Value>(resource).await?;
    let with = |name: &str, standing: &str| {
        let mut entries = output::entries(&answer, name);
        for entry in &mut entries {
            entry["standing"] = standing.into();
        }
        entries
    };
    let versions = [with(resource, "adopted"), with("built_in", "built in")].concat();
    let columns = [
        name,
        ("from", "From"),
        ("title", "Title"),
        ("report_types", "For"),
        ("standing", "Standing"),
    ];
    output::list(of.format, &answer, &versions, &columns, |version| {
        let cell = |(name, _): output::Column| text(&version[name]);
        columns.map(cell).to_vec()
    })
}
