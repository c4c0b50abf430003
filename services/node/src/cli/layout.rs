//! `quarterday layout`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use quarterday_domain::layout::{builtin_layout_files, builtin_layouts, check_file, parse_layout};
use quarterday_domain::{Code, reject};
use quarterday_proto::command::{AdoptLayout, Command};

use super::of::Of;
use super::out;
use super::versioned::{list, read, versions};

/// List, show, check and adopt layouts of reports
#[derive(Debug, Args)]
pub(super) struct Layout {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check a layout file: every fault with its line and what to do
    Check {
        /// Layout file (TOML)
        file: PathBuf,
    },
    /// Adopt a version of a layout from its first day on
    Adopt {
        /// Layout file (TOML), or the name of a built-in layout
        file: String,
        #[command(flatten)]
        of: Of,
    },
    /// The layouts of a council, and those that are built in
    List {
        #[command(flatten)]
        of: Of,
    },
    /// The file of a built-in layout, to be copied and changed
    Show {
        /// Its name
        name: String,
        /// The version that begins on this day; else the last
        #[arg(long, value_name = "DAY")]
        from: Option<jiff::civil::Date>,
    },
}

impl Layout {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Check { file } => check(&file),
            Action::Adopt { file, of } => {
                for layout in versions(&file, builtin_layouts, parse_layout)? {
                    of.send_and_print(&Command::AdoptLayout(AdoptLayout { layout }))
                        .await?;
                }
                Ok(())
            }
            Action::List { of } => list(&of, "layouts", ("layout", "Layout")).await,
            Action::Show { name, from } => show(&name, from),
        }
    }
}

fn check(file: &std::path::Path) -> anyhow::Result<()> {
    match check_file(&read(file)?) {
        Ok(layout) => {
            out(format!(
                "{}: {} sections, no fault",
                layout.version(),
                layout.sections.len()
            ));
            Ok(())
        }
        Err(faults) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            let detail = format!("{}:\n{}", file.display(), lines.join("\n"));
            Err(reject(Code::LayoutInvalid, detail).into())
        }
    }
}

fn show(name: &str, from: Option<jiff::civil::Date>) -> anyhow::Result<()> {
    let versions = builtin_layouts(name);
    let files = builtin_layout_files(name);
    let wanted = match from {
        Some(from) => versions.iter().position(|layout| layout.from == from),
        None => versions.len().checked_sub(1),
    };
    let file = wanted.and_then(|index| files.get(index)).ok_or_else(|| {
        let detail = format!("no layout `{name}` of this day is built in");
        reject(Code::UnknownLayout, detail)
    })?;
    out(file.trim_end());
    Ok(())
}
