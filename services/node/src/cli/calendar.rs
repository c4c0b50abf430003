//! `quarterday calendar`.

use clap::Args;
use serde_json::Value;

use super::{Format, Place, out, output};

/// The holidays of a year, which are no working days
///
/// The bank holidays of the council's nation, with the days that its settings
/// (`calendar`) add and take away. Saturdays and Sundays are not listed.
#[derive(Debug, Args)]
pub(super) struct Calendar {
    /// Council
    #[arg(long)]
    council: String,
    /// Calendar year
    #[arg(long)]
    year: u16,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

const COLUMNS: [output::Column; 4] = [
    ("day", "Day"),
    ("weekday", "Weekday"),
    ("name", "Holiday"),
    ("kind", "Kind"),
];

impl Calendar {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let path = format!("/api/v1/{}/calendar?year={}", self.council, self.year);
        let answer = client.get::<Value>(&path).await;
        client.close().await?;
        let answer = answer?;
        let holidays = output::entries(&answer, "holidays");
        let row = |holiday: &Value| {
            let cell = |(name, _): &output::Column| match holiday[*name].as_str() {
                Some("worked") if self.format == Format::Table => {
                    "worked here: no holiday".to_owned()
                }
                _ => output::text(&holiday[*name]),
            };
            COLUMNS.iter().map(cell).collect()
        };
        output::list(self.format, &answer, &holidays, &COLUMNS, row)?;
        if self.format == Format::Table {
            out(format!(
                "{} working days in {}. Holidays are known up to {}.",
                output::text(&answer["working_days"]),
                self.year,
                output::text(&answer["last_day"]),
            ));
        }
        Ok(())
    }
}
