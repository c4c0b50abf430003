//! `quarterday council`.

mod timetable;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use quarterday_gateway::failure::Code;
use serde_json::{Value, json};

use super::of::Of;
use super::{Format, Place, accepted, output};
use crate::failure::failed;

/// Set up and list councils, and set their timetables
#[derive(Debug, Args)]
pub(super) struct Council {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All councils that are kept here
    List {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
    /// Set up a council
    Create {
        /// Id: 1 to 32 of a-z, 0-9 and -
        #[arg(long)]
        council: String,
        /// Name as printed
        #[arg(long)]
        name: String,
        /// england, wales or scotland
        #[arg(long, default_value = "england")]
        nation: String,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
    Timetable(Box<timetable::Timetable>),
    /// Set the name, colour and logo of a council's pages
    Look {
        /// Name as printed
        #[arg(long)]
        name: Option<String>,
        /// Colour of the head of its pages, for example #00563f; empty: the usual
        #[arg(long)]
        colour: Option<String>,
        /// File with a PNG, JPEG or WebP image of at most 64 kilobytes
        #[arg(long, value_name = "FILE")]
        logo: Option<PathBuf>,
        /// Have no logo any more
        #[arg(long, conflicts_with = "logo")]
        without_logo: bool,
        #[command(flatten)]
        of: Of,
    },
}

impl Council {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Timetable(timetable) => timetable.run().await,
            Action::List { format, place } => {
                let client = place.connect().await?;
                let answer = client.get_all("/api/v1/councils", "councils").await;
                client.close().await?;
                print(&answer?, format)
            }
            Action::Create {
                council,
                name,
                nation,
                format,
                place,
            } => {
                let client = place.connect_or_create(&council).await?;
                let body = json!({ "id": council, "name": name, "nation": nation });
                let answer = client.post("/api/v1/councils", &[], &body).await;
                client.close().await?;
                accepted(&answer?, format)
            }
            Action::Look {
                name,
                colour,
                logo,
                without_logo,
                of,
            } => {
                let logo = match logo {
                    Some(path) => Some(STANDARD.encode(image(&path)?)),
                    None => without_logo.then(String::new),
                };
                let mut look = serde_json::Map::new();
                for (key, value) in [("name", name), ("colour", colour), ("logo", logo)] {
                    look.extend(value.map(|value| (key.to_owned(), Value::String(value))));
                }
                let client = of.place.connect_to(&of.council).await?;
                let body = json!({ "set_look": look });
                let answer = client.post(&of.path("commands"), &[], &body).await;
                client.close().await?;
                accepted(&answer?, of.format)
            }
        }
    }
}

/// The bytes of an image; what is far too large is not read.
fn image(path: &Path) -> anyhow::Result<Vec<u8>> {
    let unusable = |error: std::io::Error| {
        let detail = format!("could not read {}: {error}", path.display());
        failed(Code::FileUnusable, detail)
    };
    let file = std::fs::File::open(path).map_err(unusable)?;
    let mut bytes = Vec::new();
    let read = file.take(LOGO_BYTES_READ).read_to_end(&mut bytes);
    read.map_err(unusable)?;
    Ok(bytes)
}

/// Bytes that are read of a logo: more than is taken, so that it is refused.
const LOGO_BYTES_READ: u64 = 1 << 20;
/// Digits of a root that a table shows.
const ROOT_SHOWN: usize = 16;

const COLUMNS: [output::Column; 5] = [
    ("id", "Council"),
    ("name", "Name"),
    ("nation", "Nation"),
    ("place", "Places"),
    ("root", "Root of the log"),
];

fn print(answer: &Value, format: Format) -> anyhow::Result<()> {
    let councils = output::entries(answer, "councils");
    if let Some(reason) = answer["incomplete"].as_str() {
        output::say(format_args!("There may be others, not known yet: {reason}"));
    }
    output::list(format, answer, &councils, &COLUMNS, |council| {
        let cell = |(name, _): &output::Column| {
            let text = output::text(&council[*name]);
            // People compare the first digits; a table has room for no more.
            if *name == "root" && format == Format::Table && text.len() > ROOT_SHOWN {
                return format!("{}…", &text[..ROOT_SHOWN]);
            }
            text
        };
        COLUMNS.iter().map(cell).collect()
    })
}
